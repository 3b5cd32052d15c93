package dev.registrykit.auth.passkey;

/** What a page gives to its browser to start a ceremony. */
public final class PasskeyOptions {
    private final String json;

    PasskeyOptions(String json) {
        this.json = json;
    }

    /**
     * The options as JSON, for {@code PublicKeyCredential.parseCreationOptionsFromJSON} or
     * {@code parseRequestOptionsFromJSON} (WebAuthn Level 3 sections 5.1.9 and 5.1.10).
     */
    public String json() {
        return json;
    }

    /** Does not show the challenge. */
    @Override
    public String toString() {
        return "PasskeyOptions[" + json.length() + " characters]";
    }
}
