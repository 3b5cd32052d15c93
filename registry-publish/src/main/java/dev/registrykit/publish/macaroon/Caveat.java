package dev.registrykit.publish.macaroon;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a macaroon: for the service that made the macaroon, or for a third party that it names.
 *
 * <p>Whoever verifies a macaroon meets all its caveats or refuses it. A third party's caveat needs that party's own
 * macaroon; a service that asks no third parties refuses it.
 */
public final class Caveat {
    private final byte[] identifier;
    private final byte @Nullable [] verificationId;
    private final String location;

    private Caveat(byte[] identifier, byte @Nullable [] verificationId, String location) {
        this.identifier = identifier;
        this.verificationId = verificationId;
        this.location = location;
    }

    static Caveat firstParty(byte[] identifier) {
        return new Caveat(identifier, null, "");
    }

    /** As it was read: what has no verification id is for the service itself, and then no place is named. */
    static Caveat read(byte[] identifier, byte @Nullable [] verificationId, String location) {
        if (verificationId == null && !location.isEmpty()) {
            throw new MacaroonFormatException("a caveat for the service itself names no place");
        }
        if (verificationId != null && verificationId.length == 0) {
            throw new MacaroonFormatException("a third party's caveat has a verification id");
        }
        return new Caveat(identifier, verificationId, location);
    }

    /** What the caveat says, in bytes: a condition, or for a third party's whatever that party reads. */
    public byte[] identifier() {
        return identifier.clone();
    }

    /** The condition as text; null when the bytes are not well-formed UTF-8 or the caveat is a third party's. */
    public @Nullable String text() {
        return verificationId == null ? Utf8.textOrNull(identifier) : null;
    }

    /** Whether a third party decides on it. */
    public boolean isThirdParty() {
        return verificationId != null;
    }

    byte[] rawIdentifier() {
        return identifier;
    }

    byte @Nullable [] verificationId() {
        return verificationId;
    }

    /** Where the third party is, as far as is known; empty for the service's own caveats. */
    String location() {
        return location;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Caveat that
                && Arrays.equals(identifier, that.identifier)
                && Arrays.equals(verificationId, that.verificationId)
                && location.equals(that.location);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(identifier);
    }

    /** The condition, or for a third party's only that it is one. */
    @Override
    public String toString() {
        String text = text();
        return "Caveat[" + (text == null ? isThirdParty() ? "third party" : "bytes" : text) + "]";
    }
}
