package dev.registrykit.publish.devicelogin;

/** How far a log-in has come. Nothing leads back. */
public enum LoginState {
    /** Nobody has decided. */
    PENDING,
    /** Somebody approved it, and its token was not handed out yet. */
    APPROVED,
    /** Somebody denied it, or took an approval back. */
    DENIED,
    /** Its token was handed out. */
    REDEEMED
}
