package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.leak.Leak;
import dev.registrykit.publish.leak.LeakEndpoint;
import dev.registrykit.publish.leak.SecretScanner;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.publish.token.LegacyToken;
import dev.registrykit.publish.token.LegacyTokens;
import dev.registrykit.testkit.Captured;
import dev.registrykit.testkit.RegistryKitExtension;
import dev.registrykit.testkit.TableDump;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.leak.FoundToken;
import dev.registrykit.testkit.leak.ReportFault;
import dev.registrykit.testkit.leak.SecretScannerServer;
import dev.registrykit.testkit.leak.SignedReport;
import dev.registrykit.testkit.memory.InMemoryPublish;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What secret scanners report, truly and falsely, and what comes of it. */
@ExtendWith(RegistryKitExtension.class)
class LeakReportsTest {
    private static final JsonLimits ANSWER = JsonLimits.of(16 * 1024 * 1024, 4, 100_000);
    private static final String PLACE = "https://github.com/acme/widget/blob/main/.npmrc";

    private final IdentityProviderServer provider;
    private final TestClock clock;
    private final SecretScannerServer github = SecretScannerServer.start();
    private final SecretScannerServer depsDev =
            SecretScannerServer.start("DepsDev-Public-Key-Identifier", "DepsDev-Public-Key-Signature");
    private final List<RecordedEvent> delivered = new ArrayList<>();
    private UnitOfWork<PublishStores> work;
    private Registry registry;

    LeakReportsTest(IdentityProviderServer provider, TestClock clock) {
        this.provider = provider;
        this.clock = clock;
    }

    @BeforeEach
    void open() {
        open(InMemoryPublish.unitOfWork());
    }

    @AfterEach
    void close() {
        github.close();
        depsDev.close();
    }

    private void open(UnitOfWork<PublishStores> stores) {
        open(stores, SecretScanner.github(), SecretScanner.depsDev());
    }

    private void open(UnitOfWork<PublishStores> stores, SecretScanner atGitHub, SecretScanner atDepsDev) {
        work = stores;
        registry = new Registry(
                stores,
                provider,
                clock,
                builder -> builder.secretScanners(
                        atGitHub.withKeysAt(github.keysAddress()), atDepsDev.withKeysAt(depsDev.keysAddress())));
    }

    @ParameterizedTest
    @EnumSource
    void a_leaked_token_stops_working_its_owner_is_told_and_the_scanner_answered(StoresParameter stores) {
        open(stores.empty());
        IssuedToken issued = registry.issue();
        String token = issued.secret().reveal();
        assertThat(Registry.outcome(registry.publishWith(token))).isEqualTo("allowed");

        List<JsonObject> labels = labels(github.report(
                FoundToken.of(token).with("type", "exr_token").with("url", PLACE),
                FoundToken.lookalikes("exr", 1).get(0)));

        assertThat(labels).hasSize(2);
        assertThat(labels.get(0).names()).containsExactly("token_raw", "token_type", "label");
        assertThat(labels.get(0).string("token_raw")).isEqualTo(token);
        assertThat(labels.get(0).string("token_type")).isEqualTo("exr_token");
        assertThat(labels)
                .extracting(label -> label.string("label"))
                .containsExactly("true_positive", "false_positive");
        assertThat(Registry.outcome(registry.publishWith(token))).isEqualTo("refused token-revoked");
        assertThat(leaksTold()).singleElement().satisfies(event -> {
            assertThat(event.account()).isEqualTo(Registry.ALICE);
            assertThat(event.packageName()).isNull();
            assertThat(event.clientAddress()).isEmpty();
            assertThat(event.details())
                    .containsEntry("token", issued.token().id())
                    .containsEntry("name", "laptop")
                    .containsEntry("scanner", "github")
                    .containsEntry("kind", "exr_token")
                    .containsEntry("source", "content")
                    .containsEntry("url", PLACE)
                    .containsEntry("revoked", "now");
        });
    }

    @ParameterizedTest
    @EnumSource
    void nothing_of_a_faulty_report_counts(ReportFault fault) {
        String token = registry.issue().secret().reveal();

        assertThat(code(github.faulty(fault, FoundToken.of(token)))).isEqualTo(fault.reason());

        assertThat(Registry.outcome(registry.publishWith(token))).isEqualTo("allowed");
        assertThat(leaksTold()).isEmpty();
        assertThat(code(github.report(FoundToken.of(token)))).isEqualTo("200");
    }

    @Test
    void a_report_ends_the_tokens_that_are_known_here_while_an_older_table_cannot_be_asked() {
        LegacyTokens down = new LegacyTokens() {
            @Override
            public List<LegacyToken> candidates(Secret presented) {
                throw new StoreException("down", new IllegalStateException());
            }

            @Override
            public void moved(String id) {
                throw new AssertionError("nothing was moved");
            }
        };
        registry = new Registry(
                work,
                provider,
                clock,
                builder -> builder.legacyTokens(Pattern.compile("old_.*"), down)
                        .secretScanners(SecretScanner.github().withKeysAt(github.keysAddress())));
        String token = registry.issue().secret().reveal();

        assertThat(code(github.report(FoundToken.of("old_token"), FoundToken.of(token))))
                .as("the scanner asks again")
                .isEqualTo("store-unavailable");

        assertThat(Registry.outcome(registry.publishWith(token))).isEqualTo("refused token-revoked");
    }

    @Test
    void a_signature_is_of_the_very_bytes_and_of_no_more_than_sixteen_mebibytes() {
        SignedReport good =
                github.report(FoundToken.of(registry.issue().secret().reveal()));
        byte[] longer = Arrays.copyOf(good.body(), good.body().length + 1);
        longer[good.body().length] = '\n';
        byte[] huge = Arrays.copyOf(good.body(), LeakEndpoint.MAX_BODY + 1);
        Arrays.fill(huge, good.body().length, huge.length, (byte) ' ');

        assertThat(code(good, longer)).isEqualTo("signature-invalid");
        assertThat(code(github.report(huge))).isEqualTo("report-too-large");
        assertThat(code(good)).isEqualTo("200");
    }

    @ParameterizedTest
    @EnumSource
    void a_report_sent_again_changes_nothing_and_is_answered_alike(StoresParameter stores) {
        open(stores.empty());
        SignedReport report =
                github.report(FoundToken.of(registry.issue().secret().reveal()));
        List<JsonObject> first = labels(report);
        clock.advance(Duration.ofDays(3));
        for (int again = 0; again < 3; again++) {
            assertThat(labels(report).toString()).isEqualTo(first.toString());
            assertThat(labels(report).get(0).string("label")).isEqualTo("true_positive");
        }
        assertThat(leaksTold()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_workloads_token_has_no_owner_so_its_packages_are_told(StoresParameter stores) {
        open(stores.empty());
        registry.register(Registry.JOB);
        String token = exchanged();

        assertThat(labels(github.report(FoundToken.of(token))).get(0).string("label"))
                .isEqualTo("true_positive");

        assertThat(Registry.outcome(registry.publishWith(token))).isEqualTo("refused token-revoked");
        assertThat(leaksTold()).singleElement().satisfies(event -> {
            assertThat(event.account()).isNull();
            assertThat(event.packageName()).isEqualTo(Registry.WIDGET);
        });
    }

    @ParameterizedTest
    @EnumSource
    void a_token_whose_publisher_was_removed_is_ended_and_told_as_well(StoresParameter stores) {
        open(stores.empty());
        var publisher = registry.register(Registry.JOB);
        String token = exchanged();
        registry.publish().publishers().remove(publisher.id(), Registry.ALICE, Registry.from("192.0.2.1"));

        labels(github.report(FoundToken.of(token)));

        assertThat(Registry.outcome(registry.publishWith(token))).isEqualTo("refused token-revoked");
        assertThat(leaksTold()).extracting(RecordedEvent::packageName).containsExactly(Registry.WIDGET);
    }

    @ParameterizedTest
    @EnumSource
    void ended_tokens_are_true_positives_and_told_too(StoresParameter stores) {
        open(stores.empty());
        IssuedToken revoked = registry.issue();
        IssuedToken expired = registry.issue();
        registry.publish().tokens().revoke(revoked.token().id(), Registry.ALICE, Registry.from(""));
        clock.advance(Duration.ofDays(31));

        List<JsonObject> labels = labels(github.report(
                FoundToken.of(revoked.secret().reveal()),
                FoundToken.of(expired.secret().reveal())));

        assertThat(labels).extracting(label -> label.string("label")).containsOnly("true_positive");
        assertThat(leaksTold())
                .extracting(event ->
                        event.details().get("token") + " " + event.details().get("revoked"))
                .containsExactlyInAnyOrder(
                        revoked.token().id() + " before", expired.token().id() + " now");
    }

    @Test
    void who_knows_an_id_or_a_hash_but_not_the_secret_ends_nothing() throws Exception {
        IssuedToken issued = registry.issue();
        String token = issued.secret().reveal();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
        String id = issued.token().id();

        List<JsonObject> labels = labels(github.report(
                FoundToken.of(id),
                FoundToken.of("exr_" + id),
                FoundToken.of(HexFormat.of().formatHex(hash)),
                FoundToken.of(token.substring(4)),
                FoundToken.of(token + " "),
                FoundToken.of(token.substring(0, token.length() - 1)),
                FoundToken.of("")));

        assertThat(labels).extracting(label -> label.string("label")).containsOnly("false_positive");
        assertThat(Registry.outcome(registry.publishWith(token))).isEqualTo("allowed");
        assertThat(leaksTold()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void ten_thousand_findings_of_one_token_end_it_and_tell_of_few_places(StoresParameter stores) {
        open(stores.empty());
        String token = registry.issue().secret().reveal();
        List<FoundToken> found = new ArrayList<>();
        for (int fork = 0; fork < 10_000; fork++) {
            found.add(FoundToken.of(token).with("url", "https://github.com/fork" + fork + "/widget"));
        }
        assertThat(labels(github.report(found)))
                .hasSize(10_000)
                .extracting(label -> label.string("label"))
                .containsOnly("true_positive");
        assertThat(Registry.outcome(registry.publishWith(token))).isEqualTo("refused token-revoked");
        assertThat(leaksTold()).hasSize(10);

        for (int report = 1; report <= 3; report++) {
            labels(github.report(FoundToken.of(token).with("url", PLACE + report)));
            labels(github.report(found.subList(report * 1000, report * 1000 + 1000)));
        }
        assertThat(leaksTold()).as("of one token in a day").hasSize(20);
    }

    @ParameterizedTest
    @EnumSource
    void one_token_among_ten_thousand_texts_of_other_registries_is_found(StoresParameter stores) {
        open(stores.empty());
        String token = registry.issue().secret().reveal();
        List<FoundToken> found = new ArrayList<>(FoundToken.lookalikes("npm", 9_999));
        found.add(7_777, FoundToken.of(token));

        List<JsonObject> labels = labels(github.report(found));

        assertThat(labels).hasSize(10_000);
        assertThat(labels)
                .filteredOn(label -> label.string("label").equals("true_positive"))
                .extracting(label -> label.string("token_raw"))
                .containsExactly(token);
        assertThat(Registry.outcome(registry.publishWith(token))).isEqualTo("refused token-revoked");
        assertThat(leaksTold()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void what_a_leaked_managing_token_issued_ends_with_it(StoresParameter stores) {
        open(stores.empty());
        IssuedToken manager = registry.issue(Action.MANAGE_TOKENS, Action.PUBLISH_VERSION);
        IssuedToken other = registry.issue(Action.MANAGE_TOKENS, Action.PUBLISH_VERSION);
        List<IssuedToken> made = List.of(registry.issueWith(manager), registry.issueWith(manager));
        IssuedToken ofOther = registry.issueWith(other);
        registry.publish().tokens().revoke(manager.token().id(), Registry.ALICE, Registry.from(""));
        registry.publish().tokens().revoke(made.get(0).token().id(), Registry.ALICE, Registry.from(""));
        assertThat(Registry.outcome(registry.publishWith(made.get(1).secret().reveal())))
                .isEqualTo("allowed");

        report(FoundToken.of(manager.secret().reveal()));

        assertThat(Registry.outcome(registry.publishWith(made.get(1).secret().reveal())))
                .isEqualTo("refused token-revoked");
        assertThat(Registry.outcome(registry.publishWith(ofOther.secret().reveal())))
                .isEqualTo("allowed");
        assertThat(leaksTold()).hasSize(1);
        assertThat(delivered)
                .filteredOn(event -> manager.token().id().equals(event.details().get("by-token"))
                        && event.type().equals("token.revoked"))
                .extracting(event -> event.account() + " " + event.details().get("token"))
                .containsExactly(Registry.ALICE + " " + made.get(1).token().id());
    }

    @ParameterizedTest
    @EnumSource
    void a_token_of_a_prefix_that_was_given_up_is_a_true_positive_and_ends(StoresParameter stores) {
        open(stores.empty());
        Registry before = registry;
        IssuedToken issued = before.issue();
        registry = new Registry(
                work,
                provider,
                clock,
                builder -> builder.tokenPrefix("acme")
                        .secretScanners(SecretScanner.github().withKeysAt(github.keysAddress())));

        List<JsonObject> labels =
                labels(github.report(FoundToken.of(issued.secret().reveal())));

        assertThat(labels).extracting(label -> label.string("label")).containsExactly("true_positive");
        assertThat(Registry.outcome(before.publishWith(issued.secret().reveal())))
                .isEqualTo("refused token-revoked");
        assertThat(leaksTold()).hasSize(1);
    }

    @Test
    void a_batch_of_another_registrys_tokens_leaves_no_trace() {
        assertThat(labels(github.report(FoundToken.lookalikes("npm", 500))))
                .extracting(label -> label.string("label"))
                .containsOnly("false_positive");
        assertThat(labels(github.report(List.of()))).isEmpty();
        assertThat(waiting()).isEmpty();
        assertThat(leaksTold()).isEmpty();
    }

    @Test
    void all_of_many_tokens_are_ended_before_the_answer() {
        registry.register(Registry.JOB);
        List<FoundToken> found = new ArrayList<>();
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            tokens.add(exchanged());
            found.add(FoundToken.of(tokens.get(i)));
        }
        labels(github.report(found));
        assertThat(tokens)
                .allSatisfy(token -> assertThat(Registry.outcome(registry.publishWith(token)))
                        .isEqualTo("refused token-revoked"));
        assertThat(waiting()).isEmpty();
        assertThat(leaksTold()).hasSize(120);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "' https://github.com/a b'|https://github.com/a%20b",
                "HTTP://example.org/|HTTP://example.org/",
                "javascript:alert(1)|",
                "'data:text/html,x'|",
                "file:///etc/passwd|",
                "https://x.example/\"><script>|https://x.example/%22%3E%3Cscript%3E",
                "https://x.example/o'x|https://x.example/o%27x",
                "https://x.example/\u202egpj|https://x.example/%E2%80%AEgpj",
            })
    void where_it_was_found_is_told_in_a_harmless_form(String url, @Nullable String told) {
        report(FoundToken.of(registry.issue().secret().reveal()).with("url", url));
        assertThat(leaksTold())
                .singleElement()
                .satisfies(event -> assertThat(event.details().get("url")).isEqualTo(told));
    }

    @Test
    void control_characters_huge_addresses_and_the_token_itself_stay_out_of_events() {
        String token = registry.issue().secret().reveal();
        report(FoundToken.of(token)
                .with("url", "https://x.example/\r\nBcc: a@b.example\u0000\u0007")
                .with("type", "a\nb")
                .with("source", token));
        report(FoundToken.of(token).with("url", "https://x.example/?t=" + token + "#" + token));
        report(FoundToken.of(token).with("url", "https://x.example/" + "y".repeat(2_000_000)));
        report(FoundToken.of(token).with("url", "https://x.example/" + "\u00e9".repeat(470) + token));

        assertThat(leaksTold()).hasSize(4).allSatisfy(event -> {
            assertThat(event.details().get("url"))
                    .matches("https://x\\.example/[!-~]*")
                    .hasSizeLessThanOrEqualTo(500);
            assertThat(event.details().values()).noneMatch(value -> value.contains(token.substring(4)));
            assertThat(event.details().getOrDefault("kind", "example_api_token"))
                    .isEqualTo("example_api_token");
        });
        assertThat(leaksTold())
                .anySatisfy(event -> assertThat(event.details())
                        .containsEntry("url", "https://x.example/%0D%0ABcc:%20a@b.example%00%07")
                        .doesNotContainKeys("kind", "source"))
                .anySatisfy(event ->
                        assertThat(event.details()).containsEntry("url", "https://x.example/?t=[token]#[token]"));
    }

    @Test
    void one_scanners_signature_is_nothing_under_anothers_headers() {
        String token = registry.issue().secret().reveal();
        SignedReport good = github.report(FoundToken.of(token));
        SignedReport own = depsDev.report(good.body());

        // Its own key id and signature, in the other scanner's headers.
        assertThat(code(good.renamed("DepsDev-Public-Key-Identifier", "DepsDev-Public-Key-Signature")))
                .isEqualTo("key-unknown");
        assertThat(code(good.withHeadersOf(own))).isEqualTo("headers-ambiguous");
        assertThat(Registry.outcome(registry.publishWith(token))).isEqualTo("allowed");

        assertThat(labels(own)).hasSize(1);
        assertThat(leaksTold())
                .singleElement()
                .satisfies(event -> assertThat(event.details()).containsEntry("scanner", "deps.dev"));
    }

    @Test
    void a_scanner_that_names_neither_type_nor_place_is_answered_without_them() {
        String token = registry.issue().secret().reveal();
        JsonObject label = labels(depsDev.report(
                        FoundToken.of(token).with("type", "").with("source", "").with("url", "")))
                .get(0);
        assertThat(label.names()).containsExactly("token_raw", "label");
        assertThat(leaksTold())
                .singleElement()
                .satisfies(event -> assertThat(event.details()).doesNotContainKeys("kind", "source", "url"));
    }

    @Test
    void members_that_nobody_knows_and_addresses_that_are_null_do_not_stop_a_report() {
        String token = registry.issue().secret().reveal();
        String body = "[ {\"token\":\"" + token + "\",\"url\":null,\"commit\":{\"by\":[1,2]},\"seen\":3} ]";
        assertThat(labels(github.report(body.getBytes(StandardCharsets.UTF_8)))
                        .get(0)
                        .string("label"))
                .isEqualTo("true_positive");
    }

    @Test
    void labels_can_hide_the_tokens_or_be_left_out() throws Exception {
        open(
                InMemoryPublish.unitOfWork(),
                SecretScanner.github().withHashedLabels(),
                SecretScanner.depsDev().withoutLabels());
        String token = registry.issue().secret().reveal();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));

        JsonObject label = labels(github.report(FoundToken.of(token))).get(0);
        assertThat(label.names()).containsExactly("token_hash", "token_type", "label");
        assertThat(label.string("token_hash")).isEqualTo(HexFormat.of().formatHex(hash));

        var answer = answer(depsDev.report(FoundToken.of(token)));
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void nothing_of_a_report_is_logged_or_kept_but_where_a_token_of_ours_was() throws Exception {
        HikariDataSource pool = StoresParameter.H2.emptyDataSource();
        open(new JdbcUnitOfWork<>(pool, PublishStores::jdbc));
        String token = registry.issue().secret().reveal();
        String logged = Captured.outputOf(() -> {
            report(FoundToken.of(token).with("url", PLACE));
            report(FoundToken.of("canary-in-a-token").with("url", "https://x.example/canary-in-an-address"));
            for (ReportFault fault : ReportFault.values()) {
                answer(github.faulty(fault, FoundToken.of("canary-in-a-fault")));
            }
        });
        String dump = TableDump.of(pool, "rk_publish_");
        assertThat(dump).contains(PLACE, "token.leaked");
        for (String secret : List.of(token, token.substring(4), "canary")) {
            assertThat(dump).doesNotContain(secret);
            assertThat(logged).doesNotContain(secret);
        }
    }

    @Test
    void what_was_written_down_before_a_crash_is_done_by_housekeeping() {
        IssuedToken issued = registry.issue();
        write(Leak.restored("1", issued.token().id(), "github", "", "", PLACE, clock.instant()));
        write(Leak.restored("2", "00000000-0000-0000-0000-000000000000", "github", "", "", "", clock.instant()));

        assertThat(registry.publish().housekeeping().runOnce(10)).isEqualTo(2);

        assertThat(Registry.outcome(registry.publishWith(issued.secret().reveal())))
                .isEqualTo("refused token-revoked");
        assertThat(leaksTold()).hasSize(1);
        assertThat(waiting()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void many_nodes_tell_of_each_leak_once(StoresParameter stores) {
        open(stores.empty());
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            IssuedToken issued = registry.issue();
            tokens.add(issued.secret().reveal());
            write(Leak.restored("a" + i, issued.token().id(), "github", "", "", PLACE, clock.instant()));
            write(Leak.restored("b" + i, issued.token().id(), "github", "", "", PLACE + "2", clock.instant()));
        }
        List<Integer> done =
                Race.of(4, node -> registry.publish().housekeeping().runOnce(100));
        assertThat(done.stream().mapToInt(Integer::intValue).sum()).isEqualTo(80);
        assertThat(leaksTold()).hasSize(80);
        assertThat(leaksTold())
                .filteredOn(event -> "now".equals(event.details().get("revoked")))
                .hasSize(40);
        assertThat(tokens)
                .allSatisfy(token -> assertThat(Registry.outcome(registry.publishWith(token)))
                        .isEqualTo("refused token-revoked"));
    }

    @ParameterizedTest
    @EnumSource
    void reports_of_the_same_tokens_at_once_are_all_answered(StoresParameter stores) {
        open(stores.empty());
        List<FoundToken> found = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            found.add(FoundToken.of(registry.issue().secret().reveal()));
        }
        SignedReport forwards = github.report(found);
        Collections.reverse(found);
        SignedReport backwards = github.report(found);
        assertThat(Race.of(
                        4, node -> labels(node % 2 == 0 ? forwards : backwards).size()))
                .containsOnly(30);
        assertThat(leaksTold()).hasSize(30);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void a_broken_database_is_an_outage(StoresParameter stores) {
        HikariDataSource pool = stores.ownDataSource();
        open(new JdbcUnitOfWork<>(pool, PublishStores::jdbc));
        SignedReport report =
                github.report(FoundToken.of(registry.issue().secret().reveal()));
        pool.close();
        assertThat(code(report)).isEqualTo("store-unavailable");
        assertThat(answer(report).status()).isEqualTo(503);
        assertThat(answer(report).headers()).containsKey("Retry-After");
    }

    private String exchanged() {
        return Registry.allowed(registry.exchange(registry.identityToken()))
                .secret()
                .reveal();
    }

    private EndpointAnswer answer(SignedReport report) {
        return registry.publish().leakEndpoint().handle(report.request("192.0.2.9"), report.body());
    }

    private void report(FoundToken... found) {
        assertThat(answer(github.report(found)).status()).isEqualTo(200);
    }

    private List<JsonObject> labels(SignedReport report) {
        var answer = answer(report);
        assertThat(answer.status()).isEqualTo(200);
        return StrictJson.objects(answer.body(), ANSWER);
    }

    /** The reason's code, or the status when there is none. */
    private String code(SignedReport report) {
        return code(report, report.body());
    }

    private String code(SignedReport report, byte[] body) {
        var answer = registry.publish().leakEndpoint().handle(report.request("192.0.2.9"), body);
        return answer.status() < 400
                ? "" + answer.status()
                : StrictJson.object(answer.body(), JsonLimits.small()).string("code");
    }

    private void write(Leak leak) {
        work.<@Nullable Void>run(stores -> {
            stores.leaks().insertIfAbsent(List.of(leak));
            return null;
        });
    }

    private List<Leak> waiting() {
        return work.run(stores -> stores.leaks().waiting(1_000));
    }

    /** All that was told of leaks so far. */
    private List<RecordedEvent> leaksTold() {
        while (registry.publish().events().deliver(1_000, delivered::add) > 0) {
            // Until all were taken.
        }
        return delivered.stream()
                .filter(event -> event.type().equals("token.leaked"))
                .toList();
    }
}
