package dev.registrykit.publish.token;

import static dev.registrykit.publish.World.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.publish.World;
import dev.registrykit.publish.macaroon.Macaroon;
import dev.registrykit.publish.macaroon.MacaroonCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Whatever a holder appends, writes and reads, and whatever the store adds: a request is allowed when the token and every
 * single caveat allow it, by a reference that looks at each of them alone and knows no order.
 */
class MacaroonModelTest {
    private static final World WORLD = new World();
    private static final List<Function<Macaroon, byte[]>> FORMS =
            List.of(MacaroonCodec::encodeV1, MacaroonCodec::encodeV2, MacaroonCodec::encodeV2Json);
    private static final List<Action> ACTIONS = List.of(Action.PUBLISH_VERSION, Action.YANK);

    record Ask(Action action, String group, String address, String version, String sha256) {
        RequestedAccess access() {
            return RequestedAccess.of(action, Release.of(PackageName.maven(group, "core"), version))
                    .sha256(sha256);
        }
    }

    /** One condition: as a caveat, and as the reference understands it. */
    record Condition(String caveat, Predicate<Ask> allows) {}

    /** A step of a token's life: a condition that a holder appends, or the store, after a form was written and read. */
    record Step(Condition condition, int form, boolean inStore) {}

    /** The clock of this world stands still. */
    private static Instant now() {
        return WORLD.clock.instant();
    }

    @AfterContainer
    static void close() {
        WORLD.close();
    }

    @Provide
    Arbitrary<Ask> asks() {
        return Combinators.combine(
                        Arbitraries.of(ACTIONS),
                        Arbitraries.of("com.foo", "com.foo.sub", "com.foobar", "com"),
                        Arbitraries.of("192.0.2.1", "192.0.2.200", "198.51.100.1", "2001:db8::1"),
                        Arbitraries.of("1.0", "1.1"),
                        Arbitraries.of("0a".repeat(32), "0b".repeat(32)))
                .as(Ask::new);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Condition> conditions = Arbitraries.oneOf(
                some(
                        "actions",
                        ACTIONS.stream()
                                .map(each -> of(each.name(), ask -> ask.action().equals(each)))
                                .toList()),
                some(
                        "packages",
                        List.of(
                                of("maven:com.foo.**", ask -> (ask.group() + ".").startsWith("com.foo.")),
                                of("maven:com.foo:core", ask -> ask.group().equals("com.foo")),
                                of("maven:com.foobar:core", ask -> ask.group().equals("com.foobar")),
                                of("maven:**", ask -> true))),
                some(
                        "addresses",
                        List.of(
                                of("192.0.2.0/24", ask -> ask.address().startsWith("192.0.2.")),
                                of("192.0.2.0/25", ask -> ask.address().equals("192.0.2.1")),
                                of("2001:db8::/32", ask -> ask.address().startsWith("2001:db8:")))),
                Arbitraries.of("1.0", "1.1")
                        .map(only -> new Condition(
                                "version " + only,
                                ask -> !ask.action().equals(Action.YANK)
                                        && ask.version().equals(only))),
                some(
                        "sha256",
                        List.of("0a".repeat(32), "0b".repeat(32)).stream()
                                .map(hex -> of(
                                        hex,
                                        ask -> !ask.action().equals(Action.YANK)
                                                && ask.sha256().equals(hex)))
                                .toList()),
                Arbitraries.of(-1, 0, 1, 60)
                        .map(seconds -> new Condition("expires " + now().plusSeconds(seconds), ask -> seconds > 0)),
                Arbitraries.of(-60, 0, 1)
                        .map(seconds -> new Condition("not-before " + now().plusSeconds(seconds), ask -> seconds <= 0)),
                Arbitraries.of("admin true", "packages", "version  1.0")
                        .map(text -> new Condition(text, ask -> false)));
        return Combinators.combine(conditions, Arbitraries.integers().between(0, 2), Arbitraries.of(true, false))
                .as(Step::new)
                .list()
                .ofMaxSize(5);
    }

    private static Tuple2<String, Predicate<Ask>> of(String value, Predicate<Ask> allows) {
        return Tuple.of(value, allows);
    }

    /** A caveat with some of the values: one of them is enough. */
    private static Arbitrary<Condition> some(String word, List<Tuple2<String, Predicate<Ask>>> values) {
        return Arbitraries.of(values)
                .list()
                .uniqueElements()
                .ofMinSize(1)
                .map(chosen -> new Condition(
                        word + " "
                                + String.join(
                                        " ", chosen.stream().map(Tuple2::get1).toList()),
                        ask -> chosen.stream().anyMatch(each -> each.get2().test(ask))));
    }

    @Property(tries = 200)
    void a_token_allows_what_it_and_every_caveat_allow_and_nothing_else(
            @ForAll("steps") List<Step> steps, @ForAll @Size(min = 1, max = 8) List<@From("asks") Ask> asks) {
        IssuedToken issued = WORLD.issued(WORLD.request("maven:com.foo.**", "maven:com.foobar.**")
                .actions(Action.YANK)
                .expiresAt(now().plusSeconds(3600))
                .macaroon());
        List<Predicate<Ask>> model = new ArrayList<>();
        model.add(ask -> !ask.group().equals("com"));
        String text = issued.secret().reveal();
        assertAgree(text, model, asks);
        for (Step step : steps) {
            text = text(FORMS.get(step.form()).apply(macaroon(text)), step);
            model.add(step.condition().allows());
            assertAgree(text, model, asks);
        }
        WORLD.tokens().revoke(issued.token().id(), ALICE, World.request());
    }

    /** What the store cannot understand it does not take, so that goes into the macaroon. */
    private static String text(byte[] form, Step step) {
        Macaroon macaroon = MacaroonCodec.decode(form);
        String caveat = step.condition().caveat();
        if (step.inStore() && Restriction.ofCaveat(caveat) instanceof Decision.Allowed<Restriction> known) {
            String id = new String(macaroon.identifier(), StandardCharsets.US_ASCII);
            // A token that has ended by now cannot be narrowed in the store any more, and allows nothing either.
            if (WORLD.tokens().narrow(id, ALICE, known.value(), World.request())) {
                return token(macaroon);
            }
        }
        return token(macaroon.withCaveat(caveat));
    }

    private static void assertAgree(String text, List<Predicate<Ask>> model, List<Ask> asks) {
        for (Ask ask : asks) {
            RequestContext context = RequestContext.builder("PUT", "/")
                    .clientAddress(ask.address())
                    .header("Authorization", "Bearer " + text)
                    .build();
            assertThat(WORLD.tokens().authenticate(context, ask.access()).isAllowed())
                    .as("%s with %s", ask, macaroon(text).caveats())
                    .isEqualTo(model.stream().allMatch(each -> each.test(ask)));
        }
    }

    private static Macaroon macaroon(String text) {
        return MacaroonCodec.decode(StrictBase64.decodeUrl(text.substring("exr_mac_".length())));
    }

    private static String token(Macaroon macaroon) {
        return "exr_mac_" + StrictBase64.encodeUrl(MacaroonCodec.encodeV2(macaroon));
    }
}
