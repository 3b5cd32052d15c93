/** The trust root by TUF; the only package that needs sigstore-java, which the host adds. */
@NullMarked
package dev.registrykit.attest.trustroot.tuf;

import org.jspecify.annotations.NullMarked;
