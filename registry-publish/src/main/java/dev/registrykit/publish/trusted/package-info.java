/** Trusted publishing: matching a job with a publisher, and the exchange of its identity token for a short-lived API token. */
@NullMarked
package dev.registrykit.publish.trusted;

import org.jspecify.annotations.NullMarked;
