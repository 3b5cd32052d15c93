package dev.registrykit.testkit.auth;

import dev.registrykit.testkit.Databases;

class PasskeysOnH2PoolOfOneTest extends PasskeyCeremonies {
    PasskeysOnH2PoolOfOneTest() {
        super(Databases.H2, 1);
    }
}
