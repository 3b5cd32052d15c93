package dev.registrykit.examples.registry.catalog;

import dev.registrykit.core.name.Release;

/** A release as the registry holds it. */
public record ReleaseRecord(Release release, Publication publication) {}
