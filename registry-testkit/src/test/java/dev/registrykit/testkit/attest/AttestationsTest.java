package dev.registrykit.testkit.attest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.AttestStores;
import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.publication.AttestationFacts;
import dev.registrykit.attest.publication.AttestationLimits;
import dev.registrykit.attest.publication.Attestations;
import dev.registrykit.attest.publication.KeptAttestation;
import dev.registrykit.attest.publication.NpmAttestationsEndpoint;
import dev.registrykit.attest.publication.PublicationReason;
import dev.registrykit.attest.publication.PyPiIntegrityEndpoint;
import dev.registrykit.attest.publication.RegistryKeys;
import dev.registrykit.attest.publication.RegistrySigner;
import dev.registrykit.attest.publication.RegistryStatements;
import dev.registrykit.attest.publication.SigningException;
import dev.registrykit.attest.publication.SourceCheck;
import dev.registrykit.attest.publication.SourceCheckReport;
import dev.registrykit.attest.publication.SourceProbe.Sight;
import dev.registrykit.attest.publication.SourceState;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Reason;
import dev.registrykit.core.event.EventLog;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.Ecosystem;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.contract.Race;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttestationsTest {
    private static final PackageName WIDGET = PackageName.npm("@acme/widget");
    private static final Release ONE = Release.of(WIDGET, "1.0.0");
    private static final ArtifactDigest DIGEST = ArtifactDigest.of("widget".getBytes(StandardCharsets.UTF_8));
    private static final RequestContext REQUEST =
            RequestContext.builder("PUT", "/upload").clientAddress("192.0.2.7").build();
    private static final RegistryStatements STATEMENTS =
            new RegistryStatements(RegistryKeys.of(signer()), URI.create("https://registry.example"));
    private static final Duration INTERVAL = Duration.ofDays(7);

    private final TestClock clock = TestClock.at(Instant.parse("2026-11-23T12:00:00Z"));

    private Attestations on(UnitOfWork<AttestStores> work, AttestationLimits limits) {
        return new Attestations(work, limits, INTERVAL, clock, (operation, outcome, code, nanoseconds) -> {});
    }

    private Attestations on(UnitOfWork<AttestStores> work) {
        return on(work, AttestationLimits.standard());
    }

    @ParameterizedTest
    @EnumSource
    void the_registrys_own_statement_is_kept_told_served_and_deleted(StoresParameter stores) {
        UnitOfWork<AttestStores> work = stores.empty();
        Attestations attestations = on(work);
        KeptAttestation kept = allowed(attestations.publish(STATEMENTS, ONE, "widget-1.0.0.tgz", DIGEST, REQUEST));

        assertThat(kept.facts().predicateType()).isEqualTo(RegistryStatements.NPM_PUBLISH);
        assertThat(kept.sourceState()).isEqualTo(SourceState.NOT_STATED);
        assertThat(attestations.ofFile(ONE, "widget-1.0.0.tgz"))
                .singleElement()
                .satisfies(found -> assertThat(found.bundle()).isEqualTo(kept.bundle()));
        assertThat(events(work).ofPackage(WIDGET, 9)).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("attestation.kept");
            assertThat(event.clientAddress()).isEqualTo("192.0.2.7");
            assertThat(event.details())
                    .containsEntry("file", "widget-1.0.0.tgz")
                    .containsEntry("version", "1.0.0");
        });

        NpmAttestationsEndpoint endpoint = new NpmAttestationsEndpoint(attestations);
        for (String path : List.of(
                "/-/npm/v1/attestations/@acme/widget@1.0.0",
                "/-/npm/v1/attestations/@acme%2fwidget@1.0.0",
                "/registry/-/npm/v1/attestations/%40acme%2Fwidget%401.0.0")) {
            EndpointAnswer answer = endpoint.handle(get(path));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(json(answer).objects("attestations")).singleElement().satisfies(one -> {
                assertThat(one.string("predicateType")).isEqualTo(RegistryStatements.NPM_PUBLISH);
                assertThat(one.object("bundle").object("dsseEnvelope").string("payloadType"))
                        .isEqualTo("application/vnd.in-toto+json");
            });
        }

        assertThat(attestations.deleteRelease(ONE)).isEqualTo(1);
        EndpointAnswer gone = endpoint.handle(get("/-/npm/v1/attestations/@acme/widget@1.0.0"));
        assertThat(gone.status()).isEqualTo(404);
        assertThat(json(gone).string("code")).isEqualTo(PublicationReason.ATTESTATIONS_NOT_FOUND.code());
    }

    @ParameterizedTest
    @EnumSource
    void a_full_release_refuses_more_and_tells_nothing(StoresParameter stores) {
        UnitOfWork<AttestStores> work = stores.empty();
        Attestations attestations = on(work, AttestationLimits.of(2, 1 << 20));
        List<String> outcomes = Race.of(
                6,
                runner -> attestations
                        .publish(STATEMENTS, ONE, "f" + runner, DIGEST, REQUEST)
                        .fold(
                                kept -> "kept",
                                refusal -> refusal.reason().code(),
                                outage -> outage.reason().code()));
        assertThat(outcomes).filteredOn("kept"::equals).hasSize(2);
        assertThat(outcomes)
                .filteredOn(PublicationReason.TOO_MANY_ATTESTATIONS.code()::equals)
                .hasSize(4);
        assertThat(events(work).ofPackage(WIDGET, 9)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void a_vanished_source_is_found_told_once_and_deletes_nothing(StoresParameter stores) {
        UnitOfWork<AttestStores> work = stores.empty();
        keepFromSource(work, "1.0.0", "0".repeat(40));
        keepFromSource(work, "2.0.0", "1".repeat(40));
        AtomicReference<Sight> ofTwo = new AtomicReference<>(Sight.VANISHED);
        SourceCheck check = new SourceCheck(
                work, (repository, commit) -> commit.startsWith("1") ? ofTwo.get() : Sight.PRESENT, INTERVAL, clock);

        assertThat(check.runOnce(10).checked()).isZero();
        clock.advance(INTERVAL);
        SourceCheckReport first = check.runOnce(10);
        assertThat(first.checked()).isEqualTo(2);
        assertThat(first.vanished())
                .singleElement()
                .satisfies(claim -> assertThat(claim.release().version()).isEqualTo("2.0.0"));
        assertThat(state(work, "1.0.0")).isEqualTo(SourceState.PRESENT);
        assertThat(state(work, "2.0.0")).isEqualTo(SourceState.VANISHED);
        assertThat(check.runOnce(10).checked()).isZero();

        clock.advance(INTERVAL);
        assertThat(check.runOnce(10).vanished()).isEmpty();
        clock.advance(INTERVAL);
        ofTwo.set(Sight.PRESENT);
        assertThat(check.runOnce(10).returned()).hasSize(1);
        assertThat(events(work).ofPackage(WIDGET, 9))
                .extracting(RecordedEvent::type)
                .containsExactly("attestation.source-returned", "attestation.source-vanished");
        assertThat(on(work).ofRelease(Release.of(WIDGET, "2.0.0"))).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_source_that_nobody_could_see_is_looked_for_again_after_an_hour(StoresParameter stores) {
        UnitOfWork<AttestStores> work = stores.empty();
        keepFromSource(work, "1.0.0", "0".repeat(40));
        keepFromSource(work, "2.0.0", "1".repeat(40));
        SourceCheck check = new SourceCheck(
                work,
                (repository, commit) -> {
                    if (commit.startsWith("1")) {
                        throw new IllegalStateException("no answer");
                    }
                    return Sight.UNKNOWN;
                },
                INTERVAL,
                clock);
        clock.advance(INTERVAL);
        assertThat(check.runOnce(1).unknown()).isEqualTo(1);
        assertThat(check.runOnce(10).unknown()).isEqualTo(1);
        assertThat(check.runOnce(10).checked()).isZero();
        assertThat(state(work, "1.0.0")).isEqualTo(SourceState.UNCHECKED);
        clock.advance(Duration.ofHours(1));
        assertThat(check.runOnce(10).unknown()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void many_nodes_look_for_each_source_once(StoresParameter stores) {
        UnitOfWork<AttestStores> work = stores.empty();
        for (int i = 0; i < 10; i++) {
            keepFromSource(work, "1.0." + i, "0".repeat(39) + i);
        }
        clock.advance(INTERVAL);
        AtomicInteger looks = new AtomicInteger();
        var reports = Race.of(
                4,
                runner -> new SourceCheck(
                                work,
                                (repository, commit) -> {
                                    looks.incrementAndGet();
                                    return Sight.VANISHED;
                                },
                                INTERVAL,
                                clock)
                        .runOnce(10));
        assertThat(looks.get()).isEqualTo(10);
        assertThat(reports.stream().mapToInt(report -> report.vanished().size()).sum())
                .isEqualTo(10);
        assertThat(events(work).ofPackage(WIDGET, 99)).hasSize(10);
    }

    @Test
    void a_file_name_that_cannot_be_kept_is_refused() {
        Attestations attestations = on(StoresParameter.MEMORY.empty());
        for (String file : List.of("", "a\nb", "x".repeat(256))) {
            assertThat(reason(attestations.publish(STATEMENTS, ONE, file, DIGEST, REQUEST)))
                    .isEqualTo(PublicationReason.FILE_NAME_INVALID);
        }
    }

    @Test
    void a_key_that_cannot_be_used_is_no_refusal() {
        RegistrySigner real = signer();
        RegistrySigner down = new RegistrySigner() {
            @Override
            public PublicKey publicKey() {
                return real.publicKey();
            }

            @Override
            public byte[] sign(byte[] data) {
                throw new SigningException("down", new IllegalStateException());
            }
        };
        var statements = new RegistryStatements(RegistryKeys.of(down), URI.create("https://registry.example"));
        Decision<?> decision =
                on(StoresParameter.MEMORY.empty()).publish(statements, ONE, "widget.tgz", DIGEST, REQUEST);
        assertThat(decision).isInstanceOf(Decision.Unavailable.class);
        assertThat(reason(decision)).isEqualTo(PublicationReason.SIGNER_UNAVAILABLE);
    }

    @Test
    void a_store_that_is_down_is_no_refusal_and_no_404() {
        UnitOfWork<AttestStores> down = new UnitOfWork<>() {
            @Override
            public <T extends @Nullable Object> T run(Function<? super AttestStores, ? extends T> work) {
                throw new StoreException("down", new SQLException());
            }
        };
        assertThat(reason(on(down).publish(STATEMENTS, ONE, "widget.tgz", DIGEST, REQUEST)))
                .isEqualTo(PublicationReason.STORE_UNAVAILABLE);
        EndpointAnswer answer =
                new NpmAttestationsEndpoint(on(down)).handle(get("/-/npm/v1/attestations/@acme/widget@1.0.0"));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsKey("Retry-After");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/-/npm/v1/attestations/",
                "/-/npm/v1/attestations/widget",
                "/-/npm/v1/attestations/@1.0.0",
                "/-/npm/v1/attestations/@acme/widget@",
                "/-/npm/v1/attestations/@acme/widget@1.0.0/x",
                "/-/npm/v1/attestations/Widget@1.0.0",
                "/-/npm/v1/attestations/widget%@1.0.0",
                "/-/npm/v1/attestations/widget%4@1.0.0",
                "/-/npm/v1/attestations/widget%ff@1.0.0",
                "/-/npm/v1/attestations/widgét@1.0.0",
                "/-/npm/v1/attestations/widget%2540@1.0.0",
                "/elsewhere"
            })
    void a_malformed_address_of_npm_is_refused(String path) {
        EndpointAnswer answer = new NpmAttestationsEndpoint(on(StoresParameter.MEMORY.empty())).handle(get(path));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(json(answer).string("code")).isEqualTo(PublicationReason.ADDRESS_MALFORMED.code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/integrity/widget/1.0.0/provenance",
                "/integrity/widget/1.0.0/a/b/provenance",
                "/integrity/widget/%20/widget-1.0.0.tar.gz/provenance",
                "/integrity/-widget/1.0.0/widget-1.0.0.tar.gz/provenance",
                "/integrity/widget/1.0.0/widget%/provenance",
                "/integrity/widget/1.0.0/widget-1.0.0.tar.gz"
            })
    void a_malformed_address_of_pypi_is_refused(String path) {
        EndpointAnswer answer = new PyPiIntegrityEndpoint(on(StoresParameter.MEMORY.empty())).handle(get(path));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(json(answer).string("code")).isEqualTo(PublicationReason.ADDRESS_MALFORMED.code());
    }

    @Test
    void only_get_is_answered() {
        Attestations attestations = on(StoresParameter.MEMORY.empty());
        EndpointAnswer answer = new NpmAttestationsEndpoint(attestations)
                .handle(RequestContext.builder("DELETE", "/-/npm/v1/attestations/widget@1.0.0")
                        .build());
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers()).containsEntry("Allow", "GET");
        assertThat(json(answer).string("code")).isEqualTo(PublicationReason.METHOD_NOT_ALLOWED.code());
    }

    @Test
    void a_statement_by_a_plain_key_has_no_form_at_pypi() {
        Attestations attestations = on(StoresParameter.MEMORY.empty());
        Release release = Release.of(PackageName.parse(Ecosystem.PYPI, "widget"), "1.0.0");
        allowed(attestations.publish(STATEMENTS, release, "widget-1.0.0.tar.gz", DIGEST, REQUEST));
        EndpointAnswer answer = new PyPiIntegrityEndpoint(attestations)
                .handle(get("/integrity/widget/1.0.0/widget-1.0.0.tar.gz/provenance"));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(json(answer).string("code")).isEqualTo(PublicationReason.ATTESTATIONS_NOT_FOUND.code());
    }

    private void keepFromSource(UnitOfWork<AttestStores> work, String version, String commit) {
        AttestationFacts facts = AttestationFacts.builder()
                .workload(WorkloadIdentity.builder("https://issuer.example")
                        .sourceRepository("https://github.com/acme/widget")
                        .sourceDigest(commit)
                        .build())
                .build();
        KeptAttestation attestation = KeptAttestation.of(
                Release.of(WIDGET, version), "widget.tgz", DIGEST, "0".repeat(64), "{}", facts, clock.instant());
        work.run(stores -> stores.attestations()
                .keep(attestation, AttestationLimits.standard(), clock.instant().plus(INTERVAL)));
    }

    private SourceState state(UnitOfWork<AttestStores> work, String version) {
        return on(work).ofRelease(Release.of(WIDGET, version)).get(0).sourceState();
    }

    private EventLog events(UnitOfWork<AttestStores> work) {
        return EventLog.of(work, AttestStores::events, clock);
    }

    private static RequestContext get(String path) {
        return RequestContext.builder("GET", path).build();
    }

    private static JsonObject json(EndpointAnswer answer) {
        return StrictJson.object(answer.body(), JsonLimits.small());
    }

    private static <T> T allowed(Decision<T> decision) {
        return decision.orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    private static Reason reason(Decision<?> decision) {
        return decision.<Reason>fold(
                value -> {
                    throw new AssertionError("allowed: " + value);
                },
                refusal -> refusal.reason(),
                outage -> outage.reason());
    }

    private static RegistrySigner signer() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            return RegistrySigner.of(pair.getPrivate(), pair.getPublic(), null);
        } catch (java.security.GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
