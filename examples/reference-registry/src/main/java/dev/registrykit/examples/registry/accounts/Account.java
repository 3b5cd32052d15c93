package dev.registrykit.examples.registry.accounts;

import dev.registrykit.core.subject.Subject;

/**
 * An account.
 *
 * @param subject its opaque id, which never changes and is never given to another account
 * @param userName what people call it
 */
public record Account(Subject subject, String userName) {}
