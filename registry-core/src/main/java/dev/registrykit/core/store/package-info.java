/** Transactions over a module's stores, and JDBC for PostgreSQL and H2. */
@NullMarked
package dev.registrykit.core.store;

import org.jspecify.annotations.NullMarked;
