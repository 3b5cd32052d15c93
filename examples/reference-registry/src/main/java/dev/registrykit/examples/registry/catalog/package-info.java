/** Packages, owners, releases and files: what the registry holds and who brought it in. */
@NullMarked
package dev.registrykit.examples.registry.catalog;

import org.jspecify.annotations.NullMarked;
