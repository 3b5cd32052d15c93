package dev.registrykit.testkit.auth;

import dev.registrykit.testkit.Databases;

class AuthContractsOnPostgresTest extends AuthContracts {
    AuthContractsOnPostgresTest() {
        super(Databases.POSTGRESQL, 8);
    }
}
