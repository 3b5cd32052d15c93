package dev.registrykit.auth.password;

import java.time.Duration;

/**
 * What one password hash costs, and how many may be computed at the same time.
 *
 * <p>Hashes are Argon2id (RFC 9106) with one lane, a salt of 16 bytes and a tag of 32. Changing the cost is safe at any
 * time: older hashes are still verified, and replaced at their owner's next sign-in.
 */
public final class PasswordHashing {
    private final int memoryKibibytes;
    private final int passes;
    private final int atOnce;
    private final Duration wait;

    private PasswordHashing(int memoryKibibytes, int passes, int atOnce, Duration wait) {
        this.memoryKibibytes = memoryKibibytes;
        this.passes = passes;
        this.atOnce = atOnce;
        this.wait = wait;
    }

    /** 19 MiB and two passes, as many at once as there are processors, each waiting at most two seconds for its turn. */
    public static PasswordHashing standard() {
        return new PasswordHashing(
                19_456, 2, Math.max(2, Runtime.getRuntime().availableProcessors()), Duration.ofSeconds(2));
    }

    /**
     * This with another cost.
     *
     * @param memoryKibibytes 7,168 (7 MiB) to 1,048,576 (1 GiB)
     * @param passes 1 to 16; their product with the memory is at least 35,840, below which no accepted advice goes
     * @throws IllegalArgumentException if the cost is outside of these limits
     */
    public PasswordHashing cost(int memoryKibibytes, int passes) {
        Argon2.Cost.checked(memoryKibibytes, passes, 1);
        if (memoryKibibytes < 7_168 || (long) memoryKibibytes * passes < 35_840) {
            throw new IllegalArgumentException("the cost is too low to protect passwords");
        }
        return new PasswordHashing(memoryKibibytes, passes, atOnce, wait);
    }

    /** One pass over 64 KiB, which protects nobody's password: for a host's own tests, which sign in often. */
    public static PasswordHashing weakForTests() {
        return new PasswordHashing(64, 1, 16, Duration.ofSeconds(30));
    }

    /**
     * This with at most {@code hashes} computed at once in this JVM, which bounds the memory; whoever has waited for
     * {@code wait} without a turn is told that the check could not be made.
     */
    public PasswordHashing atOnce(int hashes, Duration wait) {
        if (hashes < 1 || wait.isNegative()) {
            throw new IllegalArgumentException("at least one hash must be possible, and the wait not negative");
        }
        return new PasswordHashing(memoryKibibytes, passes, hashes, wait);
    }

    Argon2.Cost cost() {
        return Argon2.Cost.checked(memoryKibibytes, passes, 1);
    }

    int atOnce() {
        return atOnce;
    }

    Duration maxWait() {
        return wait;
    }
}
