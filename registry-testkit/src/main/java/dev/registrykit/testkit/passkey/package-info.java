/** A software authenticator with the browser in front of it, for tests of passkeys. */
@NullMarked
package dev.registrykit.testkit.passkey;

import org.jspecify.annotations.NullMarked;
