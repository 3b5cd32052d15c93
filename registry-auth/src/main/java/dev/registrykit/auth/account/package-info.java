/** What every way of signing in has in common: who signed in how surely, and the events of an account. */
@NullMarked
package dev.registrykit.auth.account;

import org.jspecify.annotations.NullMarked;
