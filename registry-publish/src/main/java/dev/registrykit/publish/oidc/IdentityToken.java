package dev.registrykit.publish.oidc;

/** An identity token as it came in: text that proves nothing until an {@link IdentityVerifier} has verified it. */
public final class IdentityToken {
    private final String compact;

    private IdentityToken(String compact) {
        this.compact = compact;
    }

    /** The token in JWS compact serialization (RFC 7515 section 7.1); any text is taken, the verifier judges it. */
    public static IdentityToken of(String compact) {
        return new IdentityToken(compact);
    }

    String compact() {
        return compact;
    }

    /** Hides the text: until it expires, whoever has it can exchange it. */
    @Override
    public String toString() {
        return "IdentityToken[hidden]";
    }
}
