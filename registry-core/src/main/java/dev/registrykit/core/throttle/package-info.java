/** Limits on attempts, reserved before the costly check. */
@NullMarked
package dev.registrykit.core.throttle;

import org.jspecify.annotations.NullMarked;
