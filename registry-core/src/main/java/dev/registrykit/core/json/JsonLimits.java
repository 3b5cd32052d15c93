package dev.registrykit.core.json;

/**
 * How large a JSON document may be.
 *
 * <p>Sizes are bytes of UTF-8, counts are members and elements of the whole document.
 */
public final class JsonLimits {
    private final int maxBytes;
    private final int maxDepth;
    private final int maxValues;

    private JsonLimits(int maxBytes, int maxDepth, int maxValues) {
        if (maxBytes < 2 || maxDepth < 1 || maxValues < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
        this.maxBytes = maxBytes;
        this.maxDepth = maxDepth;
        this.maxValues = maxValues;
    }

    /** At most {@code maxBytes} bytes, {@code maxDepth} nested objects and arrays, {@code maxValues} values in all. */
    public static JsonLimits of(int maxBytes, int maxDepth, int maxValues) {
        return new JsonLimits(maxBytes, maxDepth, maxValues);
    }

    /** 64 KiB, 16 levels, 2,000 values: enough for tokens, key sets and requests. */
    public static JsonLimits small() {
        return of(64 * 1024, 16, 2_000);
    }

    int maxBytes() {
        return maxBytes;
    }

    int maxDepth() {
        return maxDepth;
    }

    int maxValues() {
        return maxValues;
    }
}
