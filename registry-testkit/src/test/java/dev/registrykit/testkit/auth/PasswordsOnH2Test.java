package dev.registrykit.testkit.auth;

import dev.registrykit.testkit.Databases;

class PasswordsOnH2Test extends PasswordSignIns {
    PasswordsOnH2Test() {
        super(Databases.H2, 8);
    }
}
