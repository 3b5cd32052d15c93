package dev.registrykit.core.grant;

/**
 * How surely somebody is who they say, from nothing to phishing-resistant; the order of the constants is the order.
 *
 * <p>SMS and e-mail are not factors: no level stands for them.
 */
public enum Assurance {
    /** Nothing was proved. */
    NONE,
    /** A password, which can be guessed, stolen and phished. */
    PASSWORD,
    /** Two factors, at least one of which can be phished. */
    MULTI_FACTOR,
    /** A passkey with user verification, bound to the registry's origin. */
    PHISHING_RESISTANT;

    /** Whether this level is {@code required} or better. */
    public boolean atLeast(Assurance required) {
        return compareTo(required) >= 0;
    }
}
