package dev.registrykit.publish.token;

import static dev.registrykit.publish.World.ALICE;
import static dev.registrykit.publish.World.bearing;
import static dev.registrykit.publish.World.code;
import static dev.registrykit.publish.World.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.World;
import dev.registrykit.publish.macaroon.Macaroon;
import dev.registrykit.publish.macaroon.MacaroonCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that their holders narrow, from outside: what they say is all that an attacker has to work with. */
class MacaroonTokensTest {
    private static final String LEAD = "exr_mac_";
    private static final PackageName FOO = PackageName.maven("com.foo", "core");
    private static final PackageName BAR = PackageName.maven("com.bar", "core");
    private static final String DIGEST = "0a".repeat(32);

    private final World world = new World();
    private final IssuedToken issued = world.issued(world.request("maven:com.foo.**", "maven:com.bar.**")
            .actions(Action.YANK)
            .macaroon());
    private final String wide = issued.secret().reveal();

    @AfterEach
    void close() {
        world.close();
    }

    private static Macaroon macaroon(String token) {
        assertThat(token).startsWith(LEAD);
        return MacaroonCodec.decode(StrictBase64.decodeUrl(token.substring(LEAD.length())));
    }

    private static String token(Macaroon macaroon) {
        return LEAD + StrictBase64.encodeUrl(MacaroonCodec.encodeV2(macaroon));
    }

    private static String narrowed(String token, String... caveats) {
        Macaroon macaroon = macaroon(token);
        for (String caveat : caveats) {
            macaroon = macaroon.withCaveat(caveat);
        }
        return token(macaroon);
    }

    private Decision<Grant> ask(String token, Action action, PackageName name) {
        return world.tokens().authenticate(bearing(token), action, name);
    }

    private String publish(String token, PackageName name) {
        return code(ask(token, Action.PUBLISH_VERSION, name));
    }

    @Test
    void a_macaroon_is_a_token_whose_identifier_is_its_public_id() {
        assertThat(wide).matches("exr_mac_[0-9A-Za-z_-]{80,}");
        assertThat(macaroon(wide).identifier())
                .asString()
                .isEqualTo(issued.token().id());
        assertThat(publish(wide, FOO)).isEqualTo("allowed");
        assertThat(publish(wide, PackageName.maven("com.other", "x"))).isEqualTo("package-not-in-scope");
        assertThat(world.tokens().list(ALICE))
                .singleElement()
                .satisfies(kept -> assertThat(kept.lastUsedAt()).isEqualTo(world.clock.instant()));
    }

    @Test
    void its_holder_narrows_it_in_each_dimension_and_the_reason_says_which() {
        assertThat(publish(narrowed(wide, "packages maven:com.foo.**"), FOO)).isEqualTo("allowed");
        assertThat(publish(narrowed(wide, "packages maven:com.foo.**"), BAR)).isEqualTo("package-not-in-scope");
        assertThat(code(ask(narrowed(wide, "actions publish-version"), Action.YANK, FOO)))
                .isEqualTo("action-not-in-scope");
        assertThat(publish(narrowed(wide, "addresses 192.0.2.0/24"), FOO)).isEqualTo("allowed");
        assertThat(publish(narrowed(wide, "addresses 198.51.100.0/24"), FOO)).isEqualTo("address-not-allowed");

        String end = world.clock.instant().plusSeconds(60).toString();
        assertThat(publish(narrowed(wide, "expires " + end), FOO)).isEqualTo("allowed");
        assertThat(publish(narrowed(wide, "not-before " + end), FOO)).isEqualTo("token-not-yet-valid");
        world.clock.advance(Duration.ofSeconds(60));
        assertThat(publish(narrowed(wide, "expires " + end), FOO)).isEqualTo("token-expired");
        assertThat(publish(narrowed(wide, "not-before " + end), FOO)).isEqualTo("allowed");
    }

    @Test
    void version_and_files_are_bound_by_caveats_too() {
        String bound = narrowed(wide, "version 1.0", "sha256 " + DIGEST);
        RequestedAccess right = RequestedAccess.of(Action.PUBLISH_VERSION, Release.of(FOO, "1.0"));

        assertThat(code(world.tokens().authenticate(bearing(bound), right.sha256(DIGEST))))
                .isEqualTo("allowed");
        assertThat(code(world.tokens().authenticate(bearing(bound), right))).isEqualTo("digest-required");
        assertThat(code(world.tokens().authenticate(bearing(bound), right.sha256("0b".repeat(32)))))
                .isEqualTo("digest-not-in-scope");
        assertThat(code(world.tokens()
                        .authenticate(
                                bearing(bound),
                                RequestedAccess.of(Action.PUBLISH_VERSION, Release.of(FOO, "1.1"))
                                        .sha256(DIGEST))))
                .isEqualTo("version-not-in-scope");
        assertThat(publish(bound, FOO)).isEqualTo("release-required");
    }

    @Test
    void no_later_caveat_takes_an_earlier_one_back() {
        String both = narrowed(wide, "packages maven:com.foo.**", "packages maven:com.foo.** maven:com.bar.**");

        assertThat(publish(both, FOO)).isEqualTo("allowed");
        assertThat(publish(both, BAR)).isEqualTo("package-not-in-scope");
        assertThat(publish(narrowed(wide, "packages maven:com.foo.**", "packages maven:com.bar.**"), FOO))
                .isEqualTo("package-not-in-scope");
        assertThat(publish(narrowed(wide, "packages maven:org.victim.**"), PackageName.maven("org.victim", "core")))
                .isEqualTo("package-not-in-scope");
        assertThat(code(ask(narrowed(wide, "actions delete"), Action.DELETE, FOO)))
                .isEqualTo("action-not-in-scope");
    }

    @Test
    void the_store_narrows_what_is_out_already() {
        String held = narrowed(wide, "actions publish-version");
        boolean done = world.tokens()
                .narrow(
                        issued.token().id(),
                        ALICE,
                        Restriction.builder()
                                .packages(List.of(PackagePattern.parse("maven:com.bar.**")))
                                .build(),
                        request());

        assertThat(done).isTrue();
        for (String token : List.of(wide, held)) {
            assertThat(publish(token, FOO)).isEqualTo("package-not-in-scope");
            assertThat(publish(token, BAR)).isEqualTo("allowed");
        }
        assertThat(publish(narrowed(held, "packages maven:com.foo.**"), BAR)).isEqualTo("package-not-in-scope");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "read",
                "project com.foo",
                "Packages maven:com.foo.**",
                "packages",
                "packages ",
                "packages  maven:com.foo.**",
                "packages maven:com.foo.** ",
                " packages maven:com.foo.**",
                "packages maven:com.foo.**\n",
                "packages maven:com.foo.**\nexpires 2999-01-01T00:00:00Z",
                "expires 2999-01-01",
                "expires 2999-01-01T00:00:00+00:00",
                "actions",
                "addresses 0.0.0.0/33",
                "sha256 0A"
            })
    void a_caveat_that_is_not_understood_refuses_everything(String caveat) {
        assertThat(publish(narrowed(wide, caveat), FOO)).isEqualTo("caveat-unknown");
        assertThat(code(world.tokens().authenticate(bearing(narrowed(wide, "version 1.0", caveat)))))
                .isEqualTo("caveat-unknown");
    }

    @Test
    void what_is_not_signed_looks_like_what_is_mistyped_or_unknown() {
        byte[] unknown = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        Macaroon macaroon = macaroon(narrowed(wide, "version 1.0"));
        byte[] stripped = MacaroonCodec.encodeV2(macaroon(wide));
        byte[] signature = MacaroonCodec.encodeV2(macaroon);
        System.arraycopy(signature, signature.length - 32, stripped, stripped.length - 32, 32);
        byte[] other = MacaroonCodec.encodeV2(macaroon);
        other[other.length - 1]++;

        List<String> forged = List.of(
                token(Macaroon.create(new byte[32], macaroon.identifier(), "exr")),
                token(Macaroon.create(new byte[32], unknown, "exr")),
                token(Macaroon.create(new byte[32], unknown, "exr").withCaveat("no such thing")),
                LEAD + StrictBase64.encodeUrl(stripped),
                LEAD + StrictBase64.encodeUrl(other),
                wide + "A",
                wide.substring(0, wide.length() - 1),
                wide.replace("exr_mac_", "exs_mac_"),
                LEAD + StrictBase64.encodeUrl(MacaroonCodec.encodeV1(macaroon(wide))),
                LEAD + StrictBase64.encodeUrl(MacaroonCodec.encodeV2Json(macaroon(wide))),
                token(Macaroon.create(new byte[32], "x".getBytes(StandardCharsets.US_ASCII), "exr")),
                LEAD,
                LEAD + "AA");

        String mistyped = ask("exr_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18", Action.PUBLISH_VERSION, FOO)
                .toString();
        assertThat(mistyped).contains("token-invalid");
        for (String token : forged) {
            assertThat(ask(token, Action.PUBLISH_VERSION, FOO)).asString().isEqualTo(mistyped);
        }
        assertThat(world.eventsOf(ALICE)).containsExactly("token.issued");
    }

    @Test
    void the_id_of_a_token_that_is_no_macaroon_makes_none() {
        IssuedToken opaque = world.issued(world.request("maven:**"));
        Macaroon guess = Macaroon.create(
                world.keyRing.mac("macaroon", opaque.token().id().getBytes(StandardCharsets.US_ASCII)),
                opaque.token().id().getBytes(StandardCharsets.US_ASCII),
                "exr");

        assertThat(publish(token(guess), FOO)).isEqualTo("token-invalid");
    }

    @Test
    void a_copy_of_the_database_without_the_key_ring_makes_no_token() {
        RegistryPublish elsewhere = world.configure(
                        RegistryPublish.builder(world.database, KeyRing.of("ephemeral", new byte[32])))
                .build();

        assertThat(code(elsewhere.tokens().authenticate(bearing(wide), Action.PUBLISH_VERSION, FOO)))
                .isEqualTo("token-invalid");
        assertThat(world.text("SELECT hash, root_key FROM rk_publish_token")).isEqualTo("nullephemeral");
    }

    @Test
    void a_macaroon_goes_on_working_while_its_key_is_retired_and_ends_with_it() {
        byte[] old = new byte[32];
        Arrays.fill(old, (byte) 7);
        RegistryPublish before = registry(KeyRing.of("old", old));
        String token = before.tokens()
                .issue(world.request("maven:**").macaroon().build(), Assurance.PHISHING_RESISTANT, request())
                .orElseThrow(failure -> new AssertionError(failure.toString()))
                .secret()
                .reveal();
        KeyRing next = KeyRing.of("new", new byte[32]);

        assertThat(code(registry(next.withRetired("old", old))
                        .tokens()
                        .authenticate(bearing(narrowed(token, "version 1.0")))))
                .isEqualTo("allowed");
        assertThat(code(registry(next).tokens().authenticate(bearing(token)))).isEqualTo("token-invalid");
    }

    private RegistryPublish registry(KeyRing keyRing) {
        return world.configure(RegistryPublish.builder(world.database, keyRing)).build();
    }

    @Test
    void a_revoked_macaroon_is_refused_however_it_was_narrowed() {
        world.tokens().revoke(issued.token().id(), ALICE, request());

        assertThat(publish(wide, FOO)).isEqualTo("token-revoked");
        assertThat(publish(narrowed(wide, "version 1.0"), FOO)).isEqualTo("token-revoked");
    }

    @Test
    void a_reported_macaroon_is_found_by_its_signature_alone() {
        String forged = token(Macaroon.create(new byte[32], macaroon(wide).identifier(), "exr"));
        IssuedToken opaque = world.issued(world.request("maven:**"));

        List<ApiToken> found = world.tokens()
                .identify(List.of(
                        Secret.of(forged),
                        Secret.of(narrowed(wide, "no such thing")),
                        Secret.of("exr_x"),
                        opaque.secret(),
                        issued.secret()));

        assertThat(found)
                .extracting(token -> token == null ? null : token.id())
                .containsExactly(
                        null,
                        issued.token().id(),
                        null,
                        opaque.token().id(),
                        issued.token().id());
    }

    @Test
    void the_database_holds_nothing_that_is_secret() {
        String dump = world.text("SELECT * FROM rk_publish_token") + world.text("SELECT * FROM rk_publish_event");

        assertThat(dump).doesNotContain(wide.substring(wide.length() - 40));
        assertThat(issued).asString().doesNotContain(wide);
    }
}
