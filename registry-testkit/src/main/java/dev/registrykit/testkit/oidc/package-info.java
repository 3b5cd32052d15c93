/** Identity providers that a test owns: real keys, real HTTP on the loopback interface, claims as the real ones issue them. */
@NullMarked
package dev.registrykit.testkit.oidc;

import org.jspecify.annotations.NullMarked;
