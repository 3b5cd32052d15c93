/** Accounts and browser sessions. */
@NullMarked
package dev.registrykit.examples.registry.accounts;

import org.jspecify.annotations.NullMarked;
