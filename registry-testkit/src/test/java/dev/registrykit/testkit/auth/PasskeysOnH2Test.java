package dev.registrykit.testkit.auth;

import dev.registrykit.testkit.Databases;

class PasskeysOnH2Test extends PasskeyCeremonies {
    PasskeysOnH2Test() {
        super(Databases.H2, 8);
    }
}
