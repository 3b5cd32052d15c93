package dev.registrykit.testkit.contract.attest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.publication.AttestationFacts;
import dev.registrykit.attest.publication.AttestationLimits;
import dev.registrykit.attest.publication.AttestationStore;
import dev.registrykit.attest.publication.AttestationStore.Outcome;
import dev.registrykit.attest.publication.KeptAttestation;
import dev.registrykit.attest.publication.SourceClaim;
import dev.registrykit.attest.publication.SourceState;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.contract.Rollback;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * What an {@link AttestationStore} must do: keep each attestation of a file once and within the limits of its release, give
 * them out, remove them with the release, and let one node at a time look for a source.
 *
 * @param <S> the stores of the module's unit of work
 */
public abstract class AttestationStoreContract<S> {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00.123Z");
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final Release ONE = Release.of(PackageName.npm("@acme/widget"), "1.0.0");
    private static final Release TWO = Release.of(PackageName.npm("@acme/widget"), "2.0.0");
    private static final ArtifactDigest DIGEST = ArtifactDigest.of("widget".getBytes(StandardCharsets.UTF_8));
    private static final AttestationLimits PLENTY = AttestationLimits.standard();

    /** For subclasses. */
    protected AttestationStoreContract() {}

    /** A unit of work on an empty store; the same one throughout a test. */
    protected abstract UnitOfWork<S> unitOfWork();

    /** The attestation store of one transaction. */
    protected abstract AttestationStore attestations(S stores);

    @Test
    void an_attestation_comes_back_as_it_was_kept() {
        assertThat(keep(attestation(ONE, "widget.tgz", 1))).isEqualTo(Outcome.KEPT);

        assertThat(ofRelease(ONE)).singleElement().satisfies(kept -> {
            assertThat(kept.release()).isEqualTo(ONE);
            assertThat(kept.file()).isEqualTo("widget.tgz");
            assertThat(kept.digest()).isEqualTo(DIGEST);
            assertThat(kept.id()).isEqualTo(id(1));
            assertThat(kept.bundle()).isEqualTo("{\"é\": 1}");
            assertThat(kept.facts().toJson()).isEqualTo(facts().toJson());
            assertThat(kept.verifiedAt()).isEqualTo(NOON);
            assertThat(kept.sourceState()).isEqualTo(SourceState.UNCHECKED);
            assertThat(kept.sourceSince()).isEqualTo(NOON);
        });
    }

    @Test
    void a_bundle_may_be_as_large_as_a_bundle_gets() {
        String large = "{\"large\":\"" + "x".repeat((1 << 20) - 12) + "\"}";
        assertThat(keep(KeptAttestation.of(ONE, "f", DIGEST, id(1), large, facts(), NOON)))
                .isEqualTo(Outcome.KEPT);
        assertThat(ofRelease(ONE))
                .singleElement()
                .satisfies(kept -> assertThat(kept.bundle()).isEqualTo(large));
    }

    @Test
    void an_attestation_of_a_file_is_kept_once() {
        keep(attestation(ONE, "a", 1));
        assertThat(keep(KeptAttestation.of(ONE, "a", DIGEST, id(1), "{}", facts(), LATER)))
                .isEqualTo(Outcome.KNOWN);
        assertThat(keep(attestation(ONE, "a", 2))).isEqualTo(Outcome.KEPT);
        assertThat(keep(attestation(TWO, "a", 1))).isEqualTo(Outcome.KEPT);
        assertThat(ofFile(ONE, "a")).extracting(KeptAttestation::id).containsExactly(id(1), id(2));
        assertThat(ofFile(ONE, "a").get(0).verifiedAt()).isEqualTo(NOON);
    }

    @Test
    void an_attestation_about_several_files_shares_one_bundle() {
        AttestationLimits two = AttestationLimits.of(3, 9);
        assertThat(keep(attestation(ONE, "a", 1), two)).isEqualTo(Outcome.KEPT);
        assertThat(keep(attestation(ONE, "b", 1), two)).isEqualTo(Outcome.KEPT);
        assertThat(keep(attestation(ONE, "a", 2), two)).isEqualTo(Outcome.FULL);
        assertThat(ofRelease(ONE)).extracting(KeptAttestation::file).containsExactly("a", "b");
    }

    @Test
    void a_release_that_is_full_keeps_what_it_has() {
        AttestationLimits two = AttestationLimits.of(2, 1_000);
        keep(attestation(ONE, "a", 1), two);
        keep(attestation(ONE, "a", 2), two);
        assertThat(keep(attestation(ONE, "a", 3), two)).isEqualTo(Outcome.FULL);
        assertThat(keep(attestation(ONE, "b", 1), two)).isEqualTo(Outcome.FULL);
        assertThat(keep(attestation(ONE, "a", 2), two)).isEqualTo(Outcome.KNOWN);
        assertThat(keep(attestation(TWO, "a", 1), two)).isEqualTo(Outcome.KEPT);
        assertThat(ofRelease(ONE)).extracting(KeptAttestation::id).containsExactly(id(1), id(2));
    }

    @Test
    void of_many_at_once_no_more_are_kept_than_a_release_may_have() {
        AttestationLimits five = AttestationLimits.of(5, 1_000);
        var outcomes = Race.of(16, runner -> keep(attestation(ONE, "f" + runner, runner), five));
        assertThat(Collections.frequency(outcomes, Outcome.KEPT)).isEqualTo(5);
        assertThat(Collections.frequency(outcomes, Outcome.FULL)).isEqualTo(11);
        assertThat(ofRelease(ONE)).hasSize(5);
    }

    @Test
    void of_many_of_the_same_at_once_exactly_one_is_kept() {
        var outcomes = Race.of(16, runner -> keep(attestation(ONE, "a", 1)));
        assertThat(Collections.frequency(outcomes, Outcome.KEPT)).isEqualTo(1);
        assertThat(Collections.frequency(outcomes, Outcome.KNOWN)).isEqualTo(15);
        assertThat(ofRelease(ONE)).hasSize(1);
    }

    @Test
    void units_of_work_that_keep_several_in_other_orders_do_not_wait_in_a_circle() {
        Race.of(
                8,
                runner -> this.<Integer>inStore(store -> {
                    for (int i = 0; i < 6; i++) {
                        int number = runner % 2 == 0 ? i : 5 - i;
                        store.keep(attestation(ONE, "f" + number, number), PLENTY, LATER);
                    }
                    return 0;
                }));
        assertThat(ofRelease(ONE)).hasSize(6);
    }

    @Test
    void attestations_come_by_file_then_oldest_first_then_by_id() {
        keep(KeptAttestation.of(ONE, "b", DIGEST, id(1), "{}", facts(), NOON));
        keep(KeptAttestation.of(ONE, "a", DIGEST, id(3), "{}", facts(), NOON));
        keep(KeptAttestation.of(ONE, "a", DIGEST, id(4), "{}", facts(), NOON.minusSeconds(1)));
        keep(KeptAttestation.of(ONE, "a", DIGEST, id(2), "{}", facts(), NOON));
        assertThat(ofRelease(ONE)).extracting(KeptAttestation::id).containsExactly(id(4), id(2), id(3), id(1));
        assertThat(ofFile(ONE, "a")).extracting(KeptAttestation::id).containsExactly(id(4), id(2), id(3));
        assertThat(ofFile(ONE, "c")).isEmpty();
    }

    @Test
    void a_release_is_removed_with_all_that_it_has_and_nothing_else() {
        keep(attestation(ONE, "a", 1));
        keep(attestation(ONE, "b", 1));
        keep(attestation(TWO, "a", 1));
        assertThat(delete(ONE)).isEqualTo(2);
        assertThat(delete(ONE)).isZero();
        assertThat(ofRelease(ONE)).isEmpty();
        assertThat(ofRelease(TWO)).hasSize(1);
        assertThat(keep(attestation(ONE, "a", 1), AttestationLimits.of(1, 9))).isEqualTo(Outcome.KEPT);
    }

    @Test
    void what_is_kept_while_its_release_is_removed_is_there_whole_or_not_at_all() {
        for (int round = 0; round < 5; round++) {
            keep(attestation(ONE, "a", 1));
            Race.of(
                    2,
                    runner -> runner == 0
                            ? Integer.toString(delete(ONE))
                            : keep(attestation(ONE, "b", 1)).name());
            assertThat(ofRelease(ONE).size()).isLessThan(2);
            AttestationLimits room = AttestationLimits.of(2, 9);
            assertThat(keep(attestation(ONE, "c", 1), room)).isEqualTo(Outcome.KEPT);
            delete(ONE);
        }
    }

    @Test
    void a_source_is_claimed_when_it_is_due_and_again_after_the_claim() {
        keep(attestation(ONE, "a", 1));
        keep(attestation(ONE, "b", 1));
        assertThat(claim(LATER.minusMillis(1))).isEmpty();
        assertThat(claim(LATER)).singleElement().satisfies(claim -> {
            assertThat(claim.release()).isEqualTo(ONE);
            assertThat(claim.attestationId()).isEqualTo(id(1));
            assertThat(claim.repository()).isEqualTo("https://github.com/acme/widget");
            assertThat(claim.commit()).isEqualTo("0123456789abcdef");
            assertThat(claim.state()).isEqualTo(SourceState.UNCHECKED);
        });
        assertThat(claim(LATER.plusSeconds(9))).isEmpty();
        assertThat(claim(LATER.plusSeconds(10))).hasSize(1);
    }

    @Test
    void an_attestation_that_names_no_source_is_never_claimed() {
        var keyed = AttestationFacts.builder().keyHint("k").build();
        keep(KeptAttestation.of(ONE, "a", DIGEST, id(1), "{}", keyed, NOON));
        assertThat(claim(LATER.plusSeconds(1_000))).isEmpty();
        assertThat(ofRelease(ONE))
                .singleElement()
                .satisfies(kept -> assertThat(kept.sourceState()).isEqualTo(SourceState.NOT_STATED));
    }

    @Test
    void of_many_at_once_each_source_is_claimed_by_one() {
        for (int number = 0; number < 12; number++) {
            keep(attestation(ONE, "a", number));
        }
        var claims = Race.of(8, runner -> claim(LATER));
        var ids = claims.stream()
                .flatMap(List::stream)
                .map(SourceClaim::attestationId)
                .toList();
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
    }

    @Test
    void what_was_found_of_a_source_is_kept_until_something_else_is_found() {
        keep(attestation(ONE, "a", 1));
        SourceClaim unchecked = claim(LATER).get(0);
        assertThat(record(unchecked, SourceState.PRESENT, LATER)).isTrue();
        assertThat(record(unchecked, SourceState.VANISHED, LATER)).isFalse();

        SourceClaim present = claim(LATER.plusSeconds(100)).get(0);
        assertThat(present.state()).isEqualTo(SourceState.PRESENT);
        assertThat(record(present, SourceState.PRESENT, LATER.plusSeconds(100))).isTrue();
        assertThat(ofRelease(ONE).get(0).sourceState()).isEqualTo(SourceState.PRESENT);
        assertThat(ofRelease(ONE).get(0).sourceSince()).isEqualTo(LATER);

        SourceClaim again = claim(LATER.plusSeconds(200)).get(0);
        assertThat(record(again, SourceState.VANISHED, LATER.plusSeconds(200))).isTrue();
        assertThat(ofRelease(ONE).get(0).sourceState()).isEqualTo(SourceState.VANISHED);
        assertThat(ofRelease(ONE).get(0).sourceSince()).isEqualTo(LATER.plusSeconds(200));
        delete(ONE);
        assertThat(record(again, SourceState.VANISHED, LATER)).isFalse();
    }

    @Test
    void what_was_undone_is_not_there() {
        Rollback.of(unitOfWork(), stores -> attestations(stores).keep(attestation(ONE, "a", 1), PLENTY, LATER));
        assertThat(ofRelease(ONE)).isEmpty();
        keep(attestation(ONE, "a", 1));
        Rollback.of(unitOfWork(), stores -> attestations(stores).deleteRelease(ONE));
        assertThat(ofRelease(ONE)).hasSize(1);
    }

    private static KeptAttestation attestation(Release release, String file, int number) {
        return KeptAttestation.of(release, file, DIGEST, id(number), "{\"é\": 1}", facts(), NOON);
    }

    private static AttestationFacts facts() {
        return AttestationFacts.builder()
                .predicateType("https://slsa.dev/provenance/v1")
                .workload(WorkloadIdentity.builder("https://issuer.example")
                        .sourceRepository("https://github.com/acme/widget")
                        .sourceDigest("0123456789abcdef")
                        .build())
                .signer(SignerIdentity.of("https://github.com/acme/widget/x.yml@refs/tags/é", "https://issuer.example"))
                .signedAt(NOON.plusNanos(1))
                .logEntry("https://log.example", 7)
                .build();
    }

    private static String id(int number) {
        return String.format("%064x", number);
    }

    private Outcome keep(KeptAttestation attestation) {
        return keep(attestation, PLENTY);
    }

    private Outcome keep(KeptAttestation attestation, AttestationLimits limits) {
        return inStore(store -> store.keep(attestation, limits, LATER));
    }

    private List<KeptAttestation> ofRelease(Release release) {
        return inStore(store -> store.ofRelease(release));
    }

    private List<KeptAttestation> ofFile(Release release, String file) {
        return inStore(store -> store.ofFile(release, file));
    }

    private int delete(Release release) {
        return inStore(store -> store.deleteRelease(release));
    }

    private List<SourceClaim> claim(Instant now) {
        return inStore(store -> store.claimSources(100, now, now.plusSeconds(10)));
    }

    private boolean record(SourceClaim claim, SourceState found, Instant now) {
        return inStore(store -> store.recordSource(claim, found, now, now.plusSeconds(50)));
    }

    private <T> T inStore(Function<AttestationStore, T> use) {
        return unitOfWork().run(stores -> use.apply(attestations(stores)));
    }
}
