/** Where does this come from? The entry point of the attestation module. */
@NullMarked
package dev.registrykit.attest;

import org.jspecify.annotations.NullMarked;
