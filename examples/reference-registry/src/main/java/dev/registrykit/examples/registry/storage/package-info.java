/** The database and the directory of uploaded files. */
@NullMarked
package dev.registrykit.examples.registry.storage;

import org.jspecify.annotations.NullMarked;
