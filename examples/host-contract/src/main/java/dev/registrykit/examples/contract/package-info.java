/** What each of the small hosts must do. */
@NullMarked
package dev.registrykit.examples.contract;

import org.jspecify.annotations.NullMarked;
