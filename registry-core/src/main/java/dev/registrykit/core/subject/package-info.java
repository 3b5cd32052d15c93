/** Who owns and acts: users, organisations and robots, by the host's own opaque ids. */
@NullMarked
package dev.registrykit.core.subject;

import org.jspecify.annotations.NullMarked;
