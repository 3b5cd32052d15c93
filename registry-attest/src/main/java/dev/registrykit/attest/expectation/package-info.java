/** What each ecosystem demands of an attestation beyond that it verifies. */
@NullMarked
package dev.registrykit.attest.expectation;

import org.jspecify.annotations.NullMarked;
