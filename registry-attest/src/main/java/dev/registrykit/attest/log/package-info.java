/** The module's security events. */
@NullMarked
package dev.registrykit.attest.log;

import org.jspecify.annotations.NullMarked;
