/** Takes reports of leaked tokens, from secret scanners and from anyone, and ends what leaked. */
@NullMarked
package dev.registrykit.publish.leak;

import org.jspecify.annotations.NullMarked;
