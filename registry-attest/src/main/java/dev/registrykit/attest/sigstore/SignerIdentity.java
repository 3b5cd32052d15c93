package dev.registrykit.attest.sigstore;

import java.util.Objects;

/**
 * The one signer that is expected: a certificate's subject alternative name and the issuer that vouched for it.
 *
 * <p>Both are compared exactly, character for character; there are no patterns.
 */
public final class SignerIdentity {
    private final String name;
    private final String issuer;

    private SignerIdentity(String name, String issuer) {
        this.name = name;
        this.issuer = issuer;
    }

    /**
     * The signer with this name and issuer.
     *
     * @param name an e-mail address, or a URI such as a workflow's with {@code @ref}
     * @param issuer the OpenID Connect issuer, for example {@code https://accounts.google.com}
     * @throws IllegalArgumentException if one of them is blank
     */
    public static SignerIdentity of(String name, String issuer) {
        if (name.isBlank() || issuer.isBlank()) {
            throw new IllegalArgumentException("a signer has a name and an issuer");
        }
        return new SignerIdentity(name, issuer);
    }

    /** The subject alternative name. */
    public String name() {
        return name;
    }

    /** The issuer. */
    public String issuer() {
        return issuer;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignerIdentity that && name.equals(that.name) && issuer.equals(that.issuer);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, issuer);
    }

    @Override
    public String toString() {
        return "SignerIdentity[" + name + " by " + issuer + "]";
    }
}
