package dev.registrykit.testkit.contract.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.publish.trusted.Publication;
import dev.registrykit.publish.trusted.PublicationStore;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.contract.Rollback;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * What a {@link PublicationStore} must do: keep the first publication of a release and token for good, and find all of a
 * release or of a repository's jobs.
 *
 * @param <S> the stores of the module's unit of work
 */
public abstract class PublicationStoreContract<S> {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00.123Z");
    private static final String ISSUER = "https://issuer.example";
    private static final Release ONE = Release.of(PackageName.npm("@acme/widget"), "1.0.0");
    private static final Release TWO = Release.of(PackageName.npm("@acme/widget"), "2.0.0");

    /** For subclasses. */
    protected PublicationStoreContract() {}

    /** A unit of work on an empty store; the same one throughout a test. */
    protected abstract UnitOfWork<S> unitOfWork();

    /** The publication store of one transaction. */
    protected abstract PublicationStore publications(S stores);

    @Test
    void a_publication_comes_back_as_it_was_inserted() {
        WorkloadIdentity job = WorkloadIdentity.builder(ISSUER)
                .sourceRepository("https://github.com/acme/widget")
                .sourceRepositoryId("123")
                .sourceRef("refs/heads/größer")
                .runInvocation("https://github.com/acme/widget/actions/runs/7/attempts/1")
                .actor("sample-user")
                .claim("pipeline_id", "574")
                .build();
        Publication publication = Publication.of(ONE, token(1), token(2), job, NOON);
        assertThat(insert(publication)).isTrue();

        assertThat(ofRelease(ONE)).singleElement().satisfies(found -> {
            assertThat(found.release()).isEqualTo(ONE);
            assertThat(found.tokenId()).isEqualTo(token(1));
            assertThat(found.publisherId()).isEqualTo(token(2));
            assertThat(found.workload().toJson()).isEqualTo(job.toJson());
            assertThat(found.publishedAt()).isEqualTo(NOON);
        });
    }

    @Test
    void the_first_publication_of_a_release_and_token_stays() {
        assertThat(insert(ONE, 1, "123", NOON)).isTrue();
        assertThat(insert(ONE, 1, "456", NOON.plusMillis(1))).isFalse();

        assertThat(ofRelease(ONE)).singleElement().satisfies(found -> {
            assertThat(found.publishedAt()).isEqualTo(NOON);
            assertThat(found.workload().sourceRepositoryId()).isEqualTo("123");
        });
        assertThat(ofWorkload("456", NOON, NOON.plusMillis(1))).isEmpty();
    }

    @Test
    void release_and_token_tell_two_publications_apart_each_exactly() {
        assertThat(insert(ONE, 1, "123", NOON)).isTrue();
        assertThat(insert(ONE, 2, "123", NOON)).isTrue();
        assertThat(insert(TWO, 1, "123", NOON)).isTrue();
        assertThat(insert(Release.of(PackageName.npm("@acme/gadget"), "1.0.0"), 1, "123", NOON))
                .isTrue();
        assertThat(insert(Release.of(PackageName.npm("@acme/widget"), "1.0.0-RC"), 1, "123", NOON))
                .isTrue();
        assertThat(insert(Release.of(PackageName.npm("@acme/widget"), "1.0.0-rc"), 1, "123", NOON))
                .isTrue();
        assertThat(ofRelease(ONE)).hasSize(2);
    }

    @Test
    void those_of_a_release_come_oldest_first_then_by_token() {
        insert(ONE, 3, "123", NOON);
        insert(ONE, 2, "123", NOON.plusMillis(1));
        insert(ONE, 1, "123", NOON.plusMillis(1));
        insert(TWO, 4, "123", NOON);
        assertThat(ofRelease(ONE)).extracting(Publication::tokenId).containsExactly(token(3), token(1), token(2));
        assertThat(ofRelease(Release.of(PackageName.npm("@acme/widget"), "3.0.0")))
                .isEmpty();
    }

    @Test
    void those_of_a_repository_come_oldest_first_then_by_release_with_both_ends() {
        insert(TWO, 1, "123", NOON);
        insert(ONE, 2, "123", NOON);
        insert(ONE, 3, "123", NOON.minusMillis(1));
        insert(ONE, 4, "123", NOON.plusMillis(1));
        insert(ONE, 5, "124", NOON);
        insert(Publication.of(
                ONE,
                token(6),
                token(0),
                WorkloadIdentity.builder("https://another.example")
                        .sourceRepositoryId("123")
                        .build(),
                NOON));
        assertThat(ofWorkload("123", NOON.minusMillis(1), NOON.plusMillis(1)))
                .extracting(Publication::tokenId)
                .containsExactly(token(3), token(2), token(1), token(4));
        assertThat(ofWorkload("123", NOON, NOON))
                .extracting(Publication::tokenId)
                .containsExactly(token(2), token(1));
        assertThat(ofWorkload("123", NOON.plusMillis(1), NOON)).isEmpty();
    }

    @Test
    void where_the_issuer_states_no_id_the_name_stands_for_it() {
        WorkloadIdentity named = WorkloadIdentity.builder(ISSUER)
                .sourceRepository("https://ci.example/job/widget")
                .build();
        insert(Publication.of(ONE, token(1), token(0), named, NOON));
        assertThat(ofWorkload("https://ci.example/job/widget", NOON, NOON)).hasSize(1);
        assertThat(ofWorkload("", NOON, NOON)).isEmpty();
    }

    @Test
    void of_many_at_once_exactly_one_is_kept() {
        for (int round = 0; round < 5; round++) {
            int token = round;
            List<Boolean> kept =
                    Race.of(32, runner -> insert(ONE, token, Integer.toString(runner), NOON.plusMillis(runner)));
            assertThat(Collections.frequency(kept, true)).isEqualTo(1);
        }
        assertThat(ofRelease(ONE)).hasSize(5);
    }

    @Test
    void a_rollback_forgets() {
        Rollback.of(unitOfWork(), stores -> publications(stores).insertIfAbsent(publication(ONE, 1, "123", NOON)));
        assertThat(ofRelease(ONE)).isEmpty();
        assertThat(insert(ONE, 1, "123", NOON)).isTrue();
    }

    @Test
    void a_lost_race_does_no_harm_to_its_transaction() {
        insert(ONE, 1, "123", NOON);
        boolean next = inStore(store -> {
            assertThat(store.insertIfAbsent(publication(ONE, 1, "123", NOON))).isFalse();
            return store.insertIfAbsent(publication(TWO, 1, "123", NOON));
        });
        assertThat(next).isTrue();
        assertThat(ofRelease(TWO)).hasSize(1);
    }

    private static Publication publication(Release release, int token, String repositoryId, Instant at) {
        WorkloadIdentity job = WorkloadIdentity.builder(ISSUER)
                .sourceRepositoryId(repositoryId)
                .build();
        return Publication.of(release, token(token), token(0), job, at);
    }

    private static String token(int number) {
        return "00000000-0000-0000-0000-00000000000" + number;
    }

    private boolean insert(Release release, int token, String repositoryId, Instant at) {
        return insert(publication(release, token, repositoryId, at));
    }

    private boolean insert(Publication publication) {
        return inStore(store -> store.insertIfAbsent(publication));
    }

    private List<Publication> ofRelease(Release release) {
        return inStore(store -> store.ofRelease(release));
    }

    private List<Publication> ofWorkload(String repositoryId, Instant from, Instant to) {
        return inStore(store -> store.ofWorkload(ISSUER, repositoryId, from, to));
    }

    private <T> T inStore(Function<PublicationStore, T> use) {
        return unitOfWork().run(stores -> use.apply(publications(stores)));
    }
}
