package dev.registrykit.auth;

import static dev.registrykit.auth.AuthFixture.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.auth.passkey.PasskeyReason;
import dev.registrykit.auth.passkey.PasskeyUser;
import dev.registrykit.auth.password.PasswordReason;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A store that cannot be reached is never taken for a refusal, nor for an allowance. */
class StoreDownTest {
    private static final Subject ALICE = Subject.user("alice");
    private static final Secret PASSWORD = Secret.of("correct horse battery staple");
    private static final RequestContext REQUEST =
            RequestContext.builder("POST", "/").sessionId("s").build();

    private final List<String> told = new ArrayList<>();
    private final RegistryAuth auth = RegistryAuth.builder(new Unreachable(), KeyRing.ephemeral())
            .origin("https://example.org")
            .decisions((operation, outcome, code, nanoseconds) -> told.add(operation + " " + outcome + " " + code))
            .build();

    private static final class Unreachable implements UnitOfWork<AuthStores> {
        @Override
        public <T extends @Nullable Object> T run(Function<? super AuthStores, ? extends T> work) {
            throw new StoreException("down", new IllegalStateException());
        }
    }

    @Test
    void passkey_decisions_are_unavailable() {
        List<Decision<?>> decisions = List.of(
                auth.passkeys().startRegistration(PasskeyUser.of(ALICE, "alice", "Alice"), REQUEST),
                auth.passkeys().startSignIn(REQUEST),
                auth.passkeys().startSignIn("alice", ALICE, REQUEST),
                auth.passkeys().rename(ALICE, "id", "label", REQUEST),
                auth.passkeys().remove(ALICE, "id", REQUEST));
        assertThat(decisions)
                .hasOnlyElementsOfType(Decision.Unavailable.class)
                .extracting(AuthFixture::reason)
                .containsOnly(PasskeyReason.STORE_UNAVAILABLE);
        assertThat(told).contains("passkey.start-sign-in unavailable store-unavailable");
    }

    /** Databases differ in which text they fail on. */
    @Test
    void a_passkeys_id_that_is_none_is_unknown_before_the_store_is_asked() {
        for (String id : List.of("", "\u0000", "id\u0000", "i d", "id=", "i".repeat(1365))) {
            assertThat(reason(auth.passkeys().rename(ALICE, id, "label", REQUEST)))
                    .isEqualTo(PasskeyReason.CREDENTIAL_UNKNOWN);
            assertThat(reason(auth.passkeys().remove(ALICE, id, REQUEST))).isEqualTo(PasskeyReason.CREDENTIAL_UNKNOWN);
        }
    }

    @Test
    void password_decisions_are_unavailable() {
        Decision<?> set = auth.passwords().set(ALICE, PASSWORD, REQUEST);
        Decision<?> verify = auth.passwords().verify("alice", ALICE, PASSWORD, REQUEST);
        assertThat(List.of(set, verify)).hasOnlyElementsOfType(Decision.Unavailable.class);
        assertThat(reason(set)).isEqualTo(PasswordReason.STORE_UNAVAILABLE);
        assertThat(reason(verify)).isEqualTo(PasswordReason.STORE_UNAVAILABLE);
        assertThat(told)
                .containsExactly(
                        "password.set unavailable store-unavailable", "password.verify unavailable store-unavailable");
    }

    @Test
    void management_verbs_let_the_failure_through() {
        assertThatThrownBy(() -> auth.passkeys().list(ALICE)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> auth.passwords().remove(ALICE, REQUEST)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> auth.housekeeping().runOnce(1)).isInstanceOf(StoreException.class);
    }

    @Test
    void a_missing_origin_fails_when_the_module_is_built() {
        assertThatThrownBy(() -> RegistryAuth.builder(new Unreachable(), KeyRing.ephemeral())
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("an origin is needed");
    }
}
