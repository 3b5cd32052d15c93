/** Macaroons: bearer tokens that whoever holds them can narrow without asking anybody. */
@NullMarked
package dev.registrykit.publish.macaroon;

import org.jspecify.annotations.NullMarked;
