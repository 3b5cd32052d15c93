package dev.registrykit.publish.devicelogin;

import dev.registrykit.core.secret.Secret;
import java.net.URI;

/** A log-in that just began, with its codes: the only time that they are there. */
final class StartedLogin {
    private final Secret deviceCode;
    private final String userCode;
    private final URI verificationUri;

    StartedLogin(Secret deviceCode, String userCode, URI verificationUri) {
        this.deviceCode = deviceCode;
        this.userCode = userCode;
        this.verificationUri = verificationUri;
    }

    /** The secret that the client collects the token with. */
    Secret deviceCode() {
        return deviceCode;
    }

    /** The code that the person types, with its hyphen. */
    String userCode() {
        return LoginCodes.shown(userCode);
    }

    /** Where they type it. */
    URI verificationUri() {
        return verificationUri;
    }

    /** The same place, with the code. */
    URI verificationUriComplete() {
        return URI.create(verificationUri + "?code=" + userCode());
    }

    @Override
    public String toString() {
        return "StartedLogin[hidden]";
    }
}
