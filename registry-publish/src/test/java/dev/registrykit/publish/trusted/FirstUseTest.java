package dev.registrykit.publish.trusted;

import static dev.registrykit.publish.World.AUDIENCE;
import static dev.registrykit.publish.World.WIDGET;
import static dev.registrykit.publish.World.code;
import static dev.registrykit.publish.World.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.World;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.publisher.TrustedPublisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Policies whose ids are pinned by the first job that meets them. */
class FirstUseTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private static WorkloadPolicy.Builder unpinned() {
        return GitHubActions.cloud().policy("acme/widget").pinOnFirstUse().workflow(".github/workflows/publish.yml");
    }

    private String exchange(Consumer<Map<String, Object>> change) {
        Map<String, Object> claims = world.issuer.claims(AUDIENCE);
        change.accept(claims);
        return code(
                world.publish.trustedPublishing().exchange(IdentityToken.of(world.issuer.token(claims)), request()));
    }

    private static Consumer<Map<String, Object>> ids(String repository, String owner) {
        return claims -> {
            claims.put("repository_id", repository);
            claims.put("repository_owner_id", owner);
        };
    }

    private TrustedPublisher stored(TrustedPublisher publisher) {
        TrustedPublisher found = world.publish.publishers().find(publisher.id());
        assertThat(found).isNotNull();
        return found;
    }

    private RecordedEvent only(String type) {
        List<RecordedEvent> events = world.publish.events().ofPackage(WIDGET, 100).stream()
                .filter(event -> event.type().equals(type))
                .toList();
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    @Test
    void the_first_full_match_pins_the_ids_for_good() {
        TrustedPublisher publisher = world.register(unpinned().build(), "npm:@acme/widget");

        assertThat(exchange(ids("123456", "98765"))).isEqualTo("allowed");
        assertThat(stored(publisher).policy().repositoryId()).isEqualTo("123456");
        assertThat(stored(publisher).policy().ownerId()).isEqualTo("98765");
        assertThat(only("publisher.pinned").details())
                .containsEntry("publisher", publisher.id())
                .containsEntry("repository-id", "123456")
                .containsEntry("owner-id", "98765");
        assertThat(exchange(ids("123456", "98765"))).isEqualTo("allowed");
        assertThat(world.eventsOf(WIDGET)).containsOnlyOnce("publisher.pinned");
    }

    @Test
    void a_repository_of_the_same_name_with_other_ids_is_refused_and_looks_like_a_resurrection() {
        TrustedPublisher publisher = world.register(unpinned().build(), "npm:@acme/widget");
        exchange(claims -> {});

        assertThat(exchange(ids("654321", "98765"))).isEqualTo("repository-id-mismatch");
        assertThat(only("publisher.resurrection-suspected").details())
                .containsEntry("publisher", publisher.id())
                .containsEntry("presented-repository-id", "654321")
                .containsEntry("run", "https://github.com/acme/widget/actions/runs/777/attempts/1");
        assertThat(stored(publisher).policy().repositoryId()).isEqualTo("123456");
    }

    @Test
    void a_job_that_misses_anything_else_pins_nothing() {
        TrustedPublisher publisher =
                world.register(unpinned().environment("release").build(), "npm:@acme/widget");

        assertThat(exchange(claims -> {
                    claims.put("environment", "release");
                    claims.put("workflow_ref", "acme/widget/.github/workflows/evil.yml@refs/heads/main");
                }))
                .isEqualTo("workflow-mismatch");
        assertThat(exchange(claims -> claims.put("event_name", "pull_request_target")))
                .isEqualTo("event-refused");
        assertThat(exchange(claims -> {})).isEqualTo("environment-mismatch");
        assertThat(exchange(claims -> claims.put("repository", "acme/other"))).isEqualTo("no-publisher");
        assertThat(stored(publisher).policy().isPinned()).isFalse();
        assertThat(world.eventsOf(WIDGET)).doesNotContain("publisher.pinned");

        assertThat(exchange(claims -> claims.put("environment", "release"))).isEqualTo("allowed");
        assertThat(stored(publisher).policy().isPinned()).isTrue();
    }

    @RepeatedTest(5)
    void of_two_first_uses_with_different_ids_at_once_one_pins_and_the_other_is_refused() throws Exception {
        TrustedPublisher publisher = world.register(unpinned().build(), "npm:@acme/widget");
        world.issuer.token(world.issuer.claims(AUDIENCE));
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<String> codes = new ArrayList<>();
        try {
            List<Future<String>> running = new ArrayList<>();
            for (String id : List.of("1001", "1002")) {
                running.add(threads.submit(() -> {
                    start.await();
                    return exchange(ids(id, "7"));
                }));
            }
            for (Future<String> one : running) {
                codes.add(one.get());
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(codes).containsExactlyInAnyOrder("allowed", "repository-id-mismatch");
        String winner = codes.get(0).equals("allowed") ? "1001" : "1002";
        assertThat(stored(publisher).policy().repositoryId()).isEqualTo(winner);
        assertThat(world.eventsOf(WIDGET))
                .containsExactlyInAnyOrder(
                        "publisher.added",
                        "publisher.pinned",
                        "exchange.granted",
                        "exchange.refused repository-id-mismatch",
                        "publisher.resurrection-suspected");
        assertThat(world.count("rk_publish_replay")).isEqualTo(1);
        assertThat(world.count("rk_publish_token")).isEqualTo(1);
    }

    @Test
    void a_first_use_whose_event_cannot_be_kept_pins_nothing() {
        TrustedPublisher publisher = world.register(unpinned().build(), "npm:@acme/widget");
        world.execute("ALTER TABLE rk_publish_event RENAME TO rk_publish_event_away");
        assertThat(exchange(claims -> {})).isEqualTo("unavailable store-unavailable");
        world.execute("ALTER TABLE rk_publish_event_away RENAME TO rk_publish_event");

        assertThat(stored(publisher).policy().isPinned()).isFalse();
        assertThat(world.count("rk_publish_replay")).isZero();
    }
}
