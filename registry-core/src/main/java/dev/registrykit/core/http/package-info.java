/** Fetching documents from allow-listed hosts, with limits. */
@NullMarked
package dev.registrykit.core.http;

import org.jspecify.annotations.NullMarked;
