package dev.registrykit.testkit.auth;

import dev.registrykit.testkit.Databases;

class PasswordsOnH2PoolOfOneTest extends PasswordSignIns {
    PasswordsOnH2PoolOfOneTest() {
        super(Databases.H2, 1);
    }
}
