package dev.registrykit.testkit.house.broken.core;

import dev.registrykit.testkit.house.broken.auth.LooksSideways;

/** Breaks a floor on purpose: the core knows a feature module. */
public record LooksUp(LooksSideways above) {}
