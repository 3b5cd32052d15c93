/** What a presented credential allows, and how surely somebody is who they say. */
@NullMarked
package dev.registrykit.core.grant;

import org.jspecify.annotations.NullMarked;
