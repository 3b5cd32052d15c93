package dev.registrykit.publish.trusted;

import static dev.registrykit.publish.World.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.request.RequestContext;
import dev.registrykit.publish.World;
import dev.registrykit.publish.oidc.IdentityToken;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** The whole exchange of a policy that binds everything: no change of what it binds is let through, and none heals. */
abstract class ClaimProperties {
    private static final int TRIES = 150;

    /** The claims that the policy binds, all of which the issuer always states. */
    abstract List<String> pinnedClaims();

    /** Claims that tell what a pinned one tells, too: they may be absent, but not differ. */
    abstract List<String> repeatedClaims();

    /** What a job that the policy lets through states. */
    abstract Map<String, Object> allowed();

    abstract World world();

    abstract String token(Map<String, Object> claims);

    private String exchange(Map<String, Object> claims) {
        claims.put("jti", UUID.randomUUID().toString());
        RequestContext noAddress = RequestContext.builder("POST", "/").build();
        return code(world().publish.trustedPublishing().exchange(IdentityToken.of(token(claims)), noAddress));
    }

    @Provide
    Arbitrary<String> pinned() {
        return Arbitraries.of(pinnedClaims());
    }

    @Provide
    Arbitrary<String> repeated() {
        return Arbitraries.of(repeatedClaims());
    }

    @Provide
    Arbitrary<Object> values() {
        Arbitrary<Object> texts = Arbitraries.strings()
                .withCharRange('!', '~')
                .withChars(' ', '\u0131', '\u200b', '\u0000')
                .ofMaxLength(60)
                .asGeneric();
        return Arbitraries.oneOf(
                texts,
                Arbitraries.of(
                        "refs/heads/main", "refs/tags/v", "refs/tags/v1 0", "workflow_run", "false", "", "0", "*"),
                Arbitraries.of(true, 7L, 7.5, List.of("push"), List.of(), Map.of("a", "b")));
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void changing_or_dropping_any_pinned_claim_refuses(
            @ForAll("pinned") String name, @ForAll("values") Object value, @ForAll boolean drop) {
        Map<String, Object> claims = allowed();
        assertThat(exchange(claims)).isEqualTo("allowed");
        Object before = claims.remove(name);
        if (!drop) {
            claims.put(name, isSame(before, value) ? "x" + before : value);
        }

        assertThat(exchange(claims)).isNotEqualTo("allowed").doesNotStartWith("unavailable");
    }

    @Property(tries = TRIES / 3, shrinking = ShrinkingMode.OFF)
    void changing_what_repeats_a_pinned_claim_refuses(@ForAll("repeated") String name, @ForAll("values") Object value) {
        Map<String, Object> claims = allowed();
        // Empty text is a claim that is not stated, and these need not be.
        claims.put(name, isSame(claims.get(name), value) || "".equals(value) ? "x" + value : value);

        assertThat(exchange(claims)).isNotEqualTo("allowed").doesNotStartWith("unavailable");
    }

    /** Names of environments are compared without regard to the case of A to Z. */
    private static boolean isSame(Object before, Object value) {
        return String.valueOf(before).equalsIgnoreCase(String.valueOf(value));
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void what_is_refused_is_not_healed_by_dropping_adding_reordering_or_spelling_otherwise(
            @ForAll("pinned") String broken, @ForAll("values") Object value, @ForAll long seed) {
        Map<String, Object> claims = allowed();
        Object before = claims.get(broken);
        claims.put(broken, isSame(before, value) ? "x" + before : value);
        assertThat(exchange(claims)).isNotEqualTo("allowed");

        Random random = new Random(seed);
        for (int step = 0; step < 3; step++) {
            List<String> names = new ArrayList<>(claims.keySet());
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(4)) {
                case 0 -> claims.remove(name);
                case 1 -> claims.put("unknown_" + random.nextInt(5), before);
                case 2 -> claims = reordered(claims, random);
                default -> claims.put(name, spelledOtherwise(claims.get(name), random));
            }
            assertThat(exchange(claims)).isNotEqualTo("allowed").doesNotStartWith("unavailable");
        }
    }

    private static Map<String, Object> reordered(Map<String, Object> claims, Random random) {
        List<String> names = new ArrayList<>(claims.keySet());
        Collections.shuffle(names, random);
        Map<String, Object> reordered = new LinkedHashMap<>();
        names.forEach(name -> reordered.put(name, claims.get(name)));
        return reordered;
    }

    private static Object spelledOtherwise(Object value, Random random) {
        String text = String.valueOf(value);
        return switch (random.nextInt(5)) {
            case 0 -> text.toUpperCase(Locale.ROOT);
            case 1 -> text.replace('i', '\u0131').replace('e', '\u0435');
            case 2 -> " " + text + " ";
            case 3 -> text.replace("/", "%2F");
            default -> List.of(text);
        };
    }
}
