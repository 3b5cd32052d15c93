package dev.registrykit.testkit.house.broken.publish.internal;

/** What nobody outside its module may use. */
public record Hidden(String text) {}
