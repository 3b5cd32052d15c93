package dev.registrykit.testkit.auth;

import dev.registrykit.testkit.Databases;

class PasswordsOnPostgresPoolOfOneTest extends PasswordSignIns {
    PasswordsOnPostgresPoolOfOneTest() {
        super(Databases.POSTGRESQL, 1);
    }
}
