package dev.registrykit.testkit.auth;

import dev.registrykit.testkit.Databases;

class PasskeysOnPostgresTest extends PasskeyCeremonies {
    PasskeysOnPostgresTest() {
        super(Databases.POSTGRESQL, 8);
    }
}
