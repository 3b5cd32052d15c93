/** Package names, releases, patterns over them, and the paths of Maven repositories. */
@NullMarked
package dev.registrykit.core.name;

import org.jspecify.annotations.NullMarked;
