/** Security events, their storage and the outbox that mail and logs read. */
@NullMarked
package dev.registrykit.core.event;

import org.jspecify.annotations.NullMarked;
