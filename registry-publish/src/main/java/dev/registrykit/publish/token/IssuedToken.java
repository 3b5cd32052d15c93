package dev.registrykit.publish.token;

import dev.registrykit.core.secret.Secret;

/** A token that was just issued, with its secret: the only time that the secret is there to be shown. */
public final class IssuedToken {
    private final Secret secret;
    private final ApiToken token;

    IssuedToken(Secret secret, ApiToken token) {
        this.secret = secret;
        this.token = token;
    }

    /** The secret text that the client presents. */
    public Secret secret() {
        return secret;
    }

    /** What is kept about it. */
    public ApiToken token() {
        return token;
    }

    @Override
    public String toString() {
        return "IssuedToken[" + token.id() + "]";
    }
}
