package dev.registrykit.core.json;

/** JSON's null as a value, so that a member that is null differs from one that is absent. */
enum JsonNull {
    NULL
}
