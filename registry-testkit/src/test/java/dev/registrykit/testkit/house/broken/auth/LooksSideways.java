package dev.registrykit.testkit.house.broken.auth;

import dev.registrykit.testkit.house.broken.core.LooksUp;
import dev.registrykit.testkit.house.broken.publish.internal.Hidden;
import java.util.List;

/** Breaks a wall on purpose: one feature module reaches into another, and closes a cycle with the core. */
public record LooksSideways(Hidden beside, List<LooksUp> below) {}
