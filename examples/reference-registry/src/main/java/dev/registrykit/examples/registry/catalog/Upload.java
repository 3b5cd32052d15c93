package dev.registrykit.examples.registry.catalog;

/**
 * A file that was stored and is to be recorded.
 *
 * @param file what to record
 * @param publication by whom
 * @param replaceable whether other bytes at the same path are replaced instead of refused
 */
public record Upload(FileRecord file, Publication publication, boolean replaceable) {}
