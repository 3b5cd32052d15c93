package dev.registrykit.auth.passkey;

import dev.registrykit.core.subject.Subject;

/** The account that registers a passkey, with the names that the authenticator will show for it. */
public final class PasskeyUser {
    private static final int MAX_NAME_LENGTH = 256;

    private final Subject account;
    private final String name;
    private final String displayName;

    private PasskeyUser(Subject account, String name, String displayName) {
        if (account.kind() != Subject.Kind.USER) {
            throw new IllegalArgumentException("only a user registers passkeys");
        }
        this.account = account;
        this.name = checked(name);
        this.displayName = checked(displayName);
    }

    /**
     * A user with these names.
     *
     * @param name what the person signs in as, 1 to 256 characters; authenticators may show the first 64 bytes only
     * @param displayName how the person wants to be called, 1 to 256 characters
     * @throws IllegalArgumentException if the account is not a user or a name is empty or too long
     */
    public static PasskeyUser of(Subject account, String name, String displayName) {
        return new PasskeyUser(account, name, displayName);
    }

    private static String checked(String name) {
        if (name.isBlank() || name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException("a name has 1 to 256 characters");
        }
        return name;
    }

    /** Whose passkey it will be. */
    public Subject account() {
        return account;
    }

    /** What the person signs in as. */
    public String name() {
        return name;
    }

    /** How the person wants to be called. */
    public String displayName() {
        return displayName;
    }

    @Override
    public String toString() {
        return "PasskeyUser[" + account + "]";
    }
}
