/** Passwords as the first factor, kept as Argon2id hashes. */
@NullMarked
package dev.registrykit.auth.password;

import org.jspecify.annotations.NullMarked;
