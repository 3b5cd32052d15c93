package dev.registrykit.publish.provider;

import static dev.registrykit.publish.World.AUDIENCE;
import static dev.registrykit.publish.World.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.SettableClock;
import dev.registrykit.publish.TestIssuer;
import dev.registrykit.publish.oidc.IdentityProvider;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.oidc.IdentityVerifier;
import dev.registrykit.publish.oidc.VerifiedIdentity;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What holds for every provider: its tokens are signed and verified as those of a real issuer are. */
abstract class ProviderTest {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    static final String ID_A = "aaaaaaaa-0000-4000-8000-000000000001";
    static final String ID_B = "bbbbbbbb-0000-4000-8000-000000000002";
    static final String ID_C = "cccccccc-0000-4000-8000-000000000003";
    static final String ID_D = "dddddddd-0000-4000-8000-000000000004";
    static final String ID_E = "eeeeeeee-0000-4000-8000-000000000005";

    private final SettableClock clock = new SettableClock();

    abstract IdentityProvider provider();

    /** The claims of a job that may publish, as the provider documents them, without those that every token has. */
    abstract Map<String, Object> job();

    /** What such a job is to policies: every field. */
    abstract WorkloadIdentity identity();

    /** A whole policy that this job meets. */
    abstract WorkloadPolicy policy();

    /** The claims without which a token says too little. */
    abstract Set<String> required();

    /** The address of the keys. */
    String keys() {
        return provider().issuer() + "/.well-known/jwks";
    }

    Decision<WorkloadIdentity> workload(Consumer<Map<String, Object>> change) {
        IdentityProvider provider = provider();
        TestIssuer issuer = new TestIssuer(provider.issuer(), clock);
        issuer.discover(TestIssuer.discovery(provider.issuer(), keys()));
        Map<String, Object> claims = new LinkedHashMap<>(job());
        long now = clock.instant().getEpochSecond();
        claims.put("iss", provider.issuer());
        claims.put("aud", provider.audience(AUDIENCE));
        claims.put("iat", now);
        claims.put("exp", now + 300);
        if (provider.statesTokenId()) {
            claims.put("jti", UUID.randomUUID().toString());
        }
        change.accept(claims);
        return new IdentityVerifier(List.of(provider), issuer, clock)
                .verify(IdentityToken.of(issuer.token(claims)), AUDIENCE)
                .then(VerifiedIdentity::workload);
    }

    WorkloadIdentity allowed(Consumer<Map<String, Object>> change) {
        return workload(change).orElseThrow(failure -> new AssertionError(failure.detail()));
    }

    /** The reason that a token with this claim gets, or that the policy gives for it. */
    String codeWith(String claim, Object value) {
        return code(workload(claims -> claims.put(claim, value)).then(policy()::check));
    }

    static Map<String, Object> claims(Object... namesAndValues) {
        Map<String, Object> claims = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            claims.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return claims;
    }

    @Test
    void the_claims_become_the_terms_of_policies() {
        assertThat(allowed(claims -> {})).isEqualTo(identity());
    }

    @Test
    void its_policy_takes_the_job_and_survives_storage() {
        WorkloadPolicy policy = policy();

        assertThat(code(policy.check(identity()))).isEqualTo("allowed");
        assertThat(WorkloadPolicy.ofJson(policy.toJson())).isEqualTo(policy);
        assertThat(policy.issuer()).isEqualTo(provider().issuer());
        assertThat(policy.repository()).isEqualTo(identity().sourceRepository());
    }

    @Test
    void a_claim_that_decides_must_be_there() {
        for (String name : required()) {
            assertThat(code(workload(claims -> claims.remove(name)))).as(name).isEqualTo("claim-missing");
        }
    }

    @Test
    void a_claim_of_another_type_is_refused_and_never_converted() {
        for (Map.Entry<String, Object> claim : new TreeMap<>(read()).entrySet()) {
            for (Object other : othersThan(claim.getValue())) {
                assertThat(code(workload(claims -> claims.put(claim.getKey(), other))))
                        .as("%s %s", claim.getKey(), other)
                        .isEqualTo("claim-malformed");
            }
        }
    }

    /** The claims that are read at all: those of the job without what no policy and no record needs. */
    private Map<String, Object> read() {
        Map<String, Object> claims = new LinkedHashMap<>(job());
        claims.keySet().removeAll(unread());
        claims.values().removeIf(value -> value == null);
        return claims;
    }

    /** Claims that the provider states and nobody looks at. */
    Set<String> unread() {
        return Set.of("sub");
    }

    private static List<Object> othersThan(Object value) {
        List<Object> others;
        if (value instanceof Boolean) {
            others = List.of(value.toString(), 0, 1, List.of(value), Map.of("a", value));
        } else if (value instanceof Integer) {
            others = List.of(value.toString(), -1, 1.5, true, List.of(value));
        } else if (value instanceof List) {
            others = List.of("text", 1, List.of(1), List.of("../"), Map.of("a", "b"));
        } else {
            others = Arrays.asList(1, true, 1.5, List.of(value), Map.of("a", value), "a\u0000b", "a\nb", value + "\n");
        }
        return others;
    }

    @Test
    void what_the_subject_says_does_not_matter_unless_it_is_the_id() {
        if (unread().contains("sub")) {
            assertThat(allowed(claims -> claims.put("sub", "repo:evil/evil"))).isEqualTo(identity());
            assertThat(allowed(claims -> claims.remove("sub"))).isEqualTo(identity());
        }
    }

    @Test
    void a_token_for_another_service_is_refused() {
        assertThat(code(workload(claims -> claims.put("aud", "elsewhere")))).isEqualTo("audience-mismatch");
        assertThat(code(workload(claims -> claims.put("aud", List.of(claims.get("aud"), "elsewhere")))))
                .isEqualTo("audience-mismatch");
    }

    @Test
    void it_says_what_it_is() {
        assertThat(provider())
                .asString()
                .contains(provider().getClass().getSimpleName(), provider().issuer());
    }
}
