/** Requests and refusals between Javalin and the SDK's framework-free values. */
@NullMarked
package dev.registrykit.examples.registry.http;

import org.jspecify.annotations.NullMarked;
