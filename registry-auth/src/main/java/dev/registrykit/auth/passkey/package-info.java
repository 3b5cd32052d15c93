/** Passkeys (WebAuthn Level 3): registration, sign-in, and the list that an account's owner sees. */
@NullMarked
package dev.registrykit.auth.passkey;

import org.jspecify.annotations.NullMarked;
