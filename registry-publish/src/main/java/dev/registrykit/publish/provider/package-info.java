/** The CI systems whose identity tokens can be trusted, each with the meaning of its claims. */
@NullMarked
package dev.registrykit.publish.provider;

import org.jspecify.annotations.NullMarked;
