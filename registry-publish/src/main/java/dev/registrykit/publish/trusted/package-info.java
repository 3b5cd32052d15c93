/** Trusted publishers: registration, matching, and the exchange of an identity token for a short-lived API token. */
@NullMarked
package dev.registrykit.publish.trusted;

import org.jspecify.annotations.NullMarked;
