/** The security events of publishing, and the log that keeps and delivers them. */
@NullMarked
package dev.registrykit.publish.log;

import org.jspecify.annotations.NullMarked;
