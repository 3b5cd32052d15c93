/** A Spring Boot host. */
@NullMarked
package dev.registrykit.examples.springboot;

import org.jspecify.annotations.NullMarked;
