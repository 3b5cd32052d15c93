/** A command line gets its token through the browser: OAuth's device authorization (RFC 8628) and npm's web login. */
@NullMarked
package dev.registrykit.publish.devicelogin;

import org.jspecify.annotations.NullMarked;
