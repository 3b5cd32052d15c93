package dev.registrykit.testkit.auth;

import dev.registrykit.testkit.Databases;

class AuthContractsOnH2Test extends AuthContracts {
    AuthContractsOnH2Test() {
        super(Databases.H2, 8);
    }
}
