/** Code that must not compile. */
@NullMarked
package nullness;

import org.jspecify.annotations.NullMarked;
