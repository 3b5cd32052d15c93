package dev.registrykit.testkit.auth;

import dev.registrykit.testkit.Databases;

class AuthContractsOnPostgresPoolOfOneTest extends AuthContracts {
    AuthContractsOnPostgresPoolOfOneTest() {
        super(Databases.POSTGRESQL, 1);
    }
}
