package dev.registrykit.publish.devicelogin;

import dev.registrykit.publish.token.TokenStores;

/** The stores of one unit of work that log-ins need. */
public interface DeviceLoginStores extends TokenStores {

    /** The log-ins that are under way. */
    DeviceLoginStore deviceLogins();
}
