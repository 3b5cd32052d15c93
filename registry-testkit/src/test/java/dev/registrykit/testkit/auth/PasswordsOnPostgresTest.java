package dev.registrykit.testkit.auth;

import dev.registrykit.testkit.Databases;

class PasswordsOnPostgresTest extends PasswordSignIns {
    PasswordsOnPostgresTest() {
        super(Databases.POSTGRESQL, 8);
    }
}
