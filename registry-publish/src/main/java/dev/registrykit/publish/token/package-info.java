/** API tokens: their format, scope, issue, authentication and revocation. */
@NullMarked
package dev.registrykit.publish.token;

import org.jspecify.annotations.NullMarked;
