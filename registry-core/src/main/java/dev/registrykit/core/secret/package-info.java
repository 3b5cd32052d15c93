/** Secrets that do not print, and the key ring that protects what a database holds. */
@NullMarked
package dev.registrykit.core.secret;

import org.jspecify.annotations.NullMarked;
