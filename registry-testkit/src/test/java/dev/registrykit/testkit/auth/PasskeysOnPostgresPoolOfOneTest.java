package dev.registrykit.testkit.auth;

import dev.registrykit.testkit.Databases;

class PasskeysOnPostgresPoolOfOneTest extends PasskeyCeremonies {
    PasskeysOnPostgresPoolOfOneTest() {
        super(Databases.POSTGRESQL, 1);
    }
}
