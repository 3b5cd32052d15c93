/** What a request tells, and what an endpoint answers, free of any web framework. */
@NullMarked
package dev.registrykit.core.request;

import org.jspecify.annotations.NullMarked;
