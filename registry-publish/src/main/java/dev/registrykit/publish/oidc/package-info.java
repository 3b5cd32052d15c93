/** Verifying a CI job's identity token, from the raw text to verified claims. */
@NullMarked
package dev.registrykit.publish.oidc;

import org.jspecify.annotations.NullMarked;
