/** The security events of publishing. */
@NullMarked
package dev.registrykit.publish.log;

import org.jspecify.annotations.NullMarked;
