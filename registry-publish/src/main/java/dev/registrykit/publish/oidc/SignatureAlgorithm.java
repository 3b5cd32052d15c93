package dev.registrykit.publish.oidc;

/**
 * How an issuer signs its tokens (RFC 7518 section 3.1, RFC 8037 section 3.1).
 *
 * <p>One algorithm an issuer: neither a token's header nor a key chooses another (RFC 8725 sections 3.1 and 3.2).
 */
public enum SignatureAlgorithm {
    /** RSASSA-PKCS1-v1_5 with SHA-256, by RSA keys of 2048 to 8192 bits. */
    RS256("RS256"),
    /** ECDSA on P-256 with SHA-256; the signature is r and s, of 32 bytes each (RFC 7518 section 3.4). */
    ES256("ES256"),
    /** Ed25519 (RFC 8032); Ed448, which has the same name in headers, is not admitted. */
    EDDSA("EdDSA");

    private final String headerName;

    SignatureAlgorithm(String headerName) {
        this.headerName = headerName;
    }

    /** Its name in the {@code alg} of token headers and keys. */
    public String headerName() {
        return headerName;
    }
}
