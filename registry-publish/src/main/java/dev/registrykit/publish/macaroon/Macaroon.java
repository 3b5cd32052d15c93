package dev.registrykit.publish.macaroon;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bearer token that its holder can narrow: an identifier, caveats, and a signature that chains them.
 *
 * <p>Whoever holds a macaroon can append a caveat, and nobody can take one off again without the root key. The chain is
 * that of libmacaroons, so that other languages' libraries read, narrow and verify what this class makes. See
 * <i>Macaroons: Cookies with Contextual Caveats for Decentralized Authorization in the Cloud</i> (NDSS 2014).
 *
 * <p>A signature that matches says only that the caveats are all there: the verifier then meets each of them, and refuses
 * what it does not know. The signature is the secret; {@link #toString} shows none of it. Immutable.
 */
public final class Macaroon {
    /** The most caveats that a macaroon has. */
    public static final int MAX_CAVEATS = 64;
    /** The most bytes that a macaroon has in its binary form of version 2. */
    public static final int MAX_BYTES = 8 * 1024;

    private final String location;
    private final byte[] identifier;
    private final List<Caveat> caveats;
    private final byte[] signature;

    /** Takes the arrays over: the caller keeps none of them. */
    Macaroon(String location, byte[] identifier, List<Caveat> caveats, byte[] signature) {
        if (caveats.size() > MAX_CAVEATS) {
            throw new MacaroonFormatException("a macaroon has at most " + MAX_CAVEATS + " caveats");
        }
        if (signature.length != Hmac.BYTES) {
            throw new MacaroonFormatException("a macaroon's signature has " + Hmac.BYTES + " bytes");
        }
        this.location = location;
        this.identifier = identifier;
        this.caveats = List.copyOf(caveats);
        this.signature = signature;
        if (V2Binary.length(this) > MAX_BYTES) {
            throw new MacaroonFormatException("a macaroon has at most " + MAX_BYTES + " bytes");
        }
    }

    /**
     * A macaroon without caveats.
     *
     * @param rootKey the secret that it can be verified with: at least 32 random bytes, one key for each identifier
     * @param identifier tells the service which root key it is; public
     * @param location where it is used: a hint that is not signed; may be empty
     * @throws IllegalArgumentException if the root key is empty, or identifier and location are too long
     */
    public static Macaroon create(byte[] rootKey, byte[] identifier, String location) {
        if (rootKey.length == 0) {
            throw new IllegalArgumentException("a macaroon has a root key");
        }
        Utf8.bytes(location);
        return new Macaroon(location, identifier.clone(), List.of(), new Hmac().first(rootKey, identifier));
    }

    /**
     * This macaroon with one more caveat; needs no root key.
     *
     * @throws IllegalArgumentException if it would have more than {@link #MAX_CAVEATS} or {@link #MAX_BYTES}, or the text
     *     is not well-formed Unicode
     */
    public Macaroon withCaveat(String condition) {
        return withCaveat(Utf8.bytes(condition));
    }

    /** As {@link #withCaveat(String)}, in bytes. */
    public Macaroon withCaveat(byte[] condition) {
        Caveat caveat = Caveat.firstParty(condition.clone());
        List<Caveat> more = new ArrayList<>(caveats);
        more.add(caveat);
        return new Macaroon(location, identifier, more, new Hmac().next(signature, caveat));
    }

    /** Which root key it was made with, as its maker names it. */
    public byte[] identifier() {
        return identifier.clone();
    }

    /** Where it is used, or empty; not signed, so nothing may depend on it. */
    public String location() {
        return location;
    }

    /** The caveats, oldest first. */
    public List<Caveat> caveats() {
        return caveats;
    }

    /**
     * Whether this macaroon and its caveats, in their order, were made from {@code rootKey}; in constant time for one
     * shape of macaroon. It does not say that any caveat is met.
     */
    public boolean isSignedWith(byte[] rootKey) {
        Hmac hmac = new Hmac();
        byte[] expected = hmac.first(rootKey, identifier);
        for (Caveat caveat : caveats) {
            expected = hmac.next(expected, caveat);
        }
        return MessageDigest.isEqual(expected, signature);
    }

    byte[] rawIdentifier() {
        return identifier;
    }

    byte[] signature() {
        return signature;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Macaroon that
                && MessageDigest.isEqual(signature, that.signature)
                && Arrays.equals(identifier, that.identifier)
                && location.equals(that.location)
                && caveats.equals(that.caveats);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(identifier) + caveats.hashCode();
    }

    /** How many caveats it has, and nothing else. */
    @Override
    public String toString() {
        return "Macaroon[" + caveats.size() + " caveats]";
    }
}
