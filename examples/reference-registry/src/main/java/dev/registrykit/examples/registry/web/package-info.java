/** The pages that people use. */
@NullMarked
package dev.registrykit.examples.registry.web;

import org.jspecify.annotations.NullMarked;
