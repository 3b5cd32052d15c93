/** Who are you? The entry point of the authentication module. */
@NullMarked
package dev.registrykit.auth;

import org.jspecify.annotations.NullMarked;
