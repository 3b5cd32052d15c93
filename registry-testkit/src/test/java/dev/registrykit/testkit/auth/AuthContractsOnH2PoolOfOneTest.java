package dev.registrykit.testkit.auth;

import dev.registrykit.testkit.Databases;

class AuthContractsOnH2PoolOfOneTest extends AuthContracts {
    AuthContractsOnH2PoolOfOneTest() {
        super(Databases.H2, 1);
    }
}
