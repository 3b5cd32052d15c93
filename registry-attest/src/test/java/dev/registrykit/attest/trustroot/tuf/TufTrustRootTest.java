package dev.registrykit.attest.trustroot.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.attest.trustroot.TrustRootException;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.http.HttpFetch;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class TufTrustRootTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant FAR = START.plus(Duration.ofDays(365));

    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    @TempDir
    Path directory;

    private TufRepository repository;

    @BeforeEach
    void start() throws Exception {
        repository = new TufRepository(root("one"), FAR);
    }

    @AfterEach
    void stop() {
        repository.close();
    }

    @Test
    void nothing_is_fetched_before_the_first_use() {
        source();
        assertThat(repository.requests()).isZero();
    }

    @Test
    void the_first_use_fetches_and_the_next_do_not() {
        var source = source();
        assertThat(name(source.current())).isEqualTo("one");
        int requests = repository.requests();
        after(Duration.ofHours(23));
        assertThat(name(source.current())).isEqualTo("one");
        assertThat(repository.requests()).isEqualTo(requests);
    }

    @Test
    void a_new_root_is_taken_when_the_interval_has_passed() throws Exception {
        var source = source();
        source.current();
        repository.publish(root("two"), FAR);
        after(Duration.ofDays(1));
        assertThat(name(source.current())).isEqualTo("two");
    }

    @Test
    void an_outage_keeps_the_last_root_until_the_staleness_limit() {
        var source = source();
        source.current();
        repository.down(true);
        assertKeptUntilTheLimit(source);

        repository.down(false);
        after(Duration.ofMinutes(2));
        assertThat(name(source.current())).isEqualTo("one");
    }

    @Test
    void an_outage_at_the_first_use_is_unavailable_and_is_not_asked_about_at_every_call() {
        var source = source();
        repository.down(true);
        assertUnavailable(source.current());
        int requests = repository.requests();
        assertUnavailable(source.current());
        assertThat(repository.requests()).isEqualTo(requests);
        repository.down(false);
        after(Duration.ofMinutes(1));
        assertThat(name(source.current())).isEqualTo("one");
    }

    @Test
    void expired_metadata_is_not_taken_and_not_kept_beyond_the_limit() throws Exception {
        var source = source();
        source.current();
        repository.publish(root("two"), START.plus(Duration.ofHours(1)));
        assertKeptUntilTheLimit(source);
    }

    @Test
    void a_repository_that_stands_still_is_not_fresh_once_its_timestamp_expired() throws Exception {
        repository.publish(root("one"), START.plus(Duration.ofHours(1)));
        var source = source();
        source.current();
        assertKeptUntilTheLimit(source);
    }

    @Test
    void metadata_that_is_rolled_back_is_not_taken() throws Exception {
        Map<String, byte[]> first = repository.snapshot();
        repository.publish(root("two"), FAR);
        var source = source();
        assertThat(name(source.current())).isEqualTo("two");
        repository.restore(first);
        after(Duration.ofDays(1));
        assertThat(name(source.current())).isEqualTo("two");
        after(Duration.ofDays(6));
        assertUnavailable(source.current());
    }

    @Test
    void metadata_that_is_rolled_back_between_two_processes_is_not_taken() throws Exception {
        Map<String, byte[]> first = repository.snapshot();
        repository.publish(root("two"), FAR);
        source().current();
        repository.restore(first);
        after(Duration.ofDays(2));
        assertThat(name(source().current())).isEqualTo("two");
    }

    @Test
    void a_target_that_was_changed_is_not_taken() throws Exception {
        var source = source();
        source.current();
        repository.publish(root("two"), FAR);
        repository.tamper(".trusted_root.json");
        assertKeptUntilTheLimit(source);
    }

    @Test
    void metadata_that_was_changed_is_not_taken() throws Exception {
        repository.tamper("timestamp.json");
        assertUnavailable(source().current());
    }

    @Test
    void an_earlier_process_leaves_its_root_in_the_cache() {
        source().current();
        repository.down(true);
        int requests = repository.requests();
        after(Duration.ofHours(1));
        assertThat(name(source().current())).isEqualTo("one");
        assertThat(repository.requests()).isEqualTo(requests);
        after(Duration.ofDays(3));
        assertThat(name(source().current())).isEqualTo("one");
        after(Duration.ofDays(4));
        assertUnavailable(source().current());
    }

    @Test
    void each_cached_document_is_verified_again() throws Exception {
        repository.rotate(root("two"), FAR);
        source().current();
        repository.down(true);
        assertThat(name(source().current())).isEqualTo("two");
        for (Path file : cached()) {
            byte[] good = Files.readAllBytes(file);
            byte[] bad = good.clone();
            bad[bad.length / 2] ^= 1;
            Files.write(file, bad);
            assertUnavailable(source().current());
            Files.write(file, good);
        }
    }

    @Test
    void a_cache_that_claims_to_be_fresh_is_held_against_its_own_expiry() throws Exception {
        repository.publish(root("two"), START.plus(Duration.ofDays(7)));
        source().current();
        repository.down(true);
        after(Duration.ofDays(30));
        Files.writeString(directory.resolve("refreshed"), now.get().toString());
        assertUnavailable(source().current());
        Files.writeString(directory.resolve("refreshed"), "yesterday");
        assertUnavailable(source().current());
    }

    @Test
    void a_broken_cache_is_fetched_anew() throws Exception {
        source().current();
        Files.writeString(directory.resolve("timestamp.json"), "{");
        assertThat(name(source().current())).isEqualTo("one");
        repository.down(true);
        assertThat(name(source().current())).isEqualTo("one");
    }

    @Test
    void a_root_with_new_keys_is_followed() throws Exception {
        var source = source();
        source.current();
        repository.rotate(root("two"), FAR);
        repository.rotate(root("three"), FAR);
        after(Duration.ofDays(1));
        assertThat(name(source.current())).isEqualTo("three");
    }

    @Test
    void a_root_that_the_old_keys_did_not_sign_is_not_followed() throws Exception {
        var source = source();
        source.current();
        try (var other = new TufRepository(root("other"), FAR)) {
            other.rotate(root("two"), FAR);
            repository.restore(other.snapshot());
        }
        assertKeptUntilTheLimit(source);
    }

    @Test
    void a_target_that_is_no_trust_root_is_not_taken() {
        var source = source();
        source.current();
        repository.publish("{}".getBytes(StandardCharsets.UTF_8), FAR);
        assertKeptUntilTheLimit(source);
    }

    @Test
    void callers_that_come_together_refresh_once() throws Exception {
        source().current();
        int once = repository.requests();
        Files.delete(directory.resolve("refreshed"));

        var source = source();
        var together = new CountDownLatch(1);
        var pool = Executors.newFixedThreadPool(8);
        try {
            Callable<String> call = () -> {
                together.await();
                return name(source.current());
            };
            List<Future<String>> calls =
                    Stream.generate(() -> call).limit(8).map(pool::submit).toList();
            together.countDown();
            for (Future<String> answer : calls) {
                assertThat(answer.get()).isEqualTo("one");
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(repository.requests()).isEqualTo(2 * once);
    }

    @Test
    void a_caller_does_not_wait_for_a_refresh_while_the_last_root_is_good() throws Exception {
        var started = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var slow = new AtomicReference<>(false);
        HttpFetch http = HttpFetch.acceptLoopbackHttp();
        var source = builder()
                .http((uri, maxBytes, timeout) -> {
                    if (slow.get()) {
                        started.countDown();
                        await(goOn);
                    }
                    return http.get(uri, maxBytes, timeout);
                })
                .build();
        source.current();
        repository.publish(root("two"), FAR);
        slow.set(true);
        after(Duration.ofDays(1));
        var pool = Executors.newSingleThreadExecutor();
        try {
            Future<String> refreshing = pool.submit(() -> name(source.current()));
            started.await();
            assertThat(name(source.current())).isEqualTo("one");
            goOn.countDown();
            assertThat(refreshing.get()).isEqualTo("two");
        } finally {
            goOn.countDown();
            pool.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "[]", "{\"signed\":{},\"signatures\":[]}"})
    void an_initial_root_that_is_none_fails_at_start(String text) {
        var builder = builder().initialRoot(text.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(builder::build)
                .isInstanceOf(TrustRootException.class)
                .hasMessageContaining("initial root");
        assertThatThrownBy(() -> builder.initialRoot(directory.resolve("nowhere.json")))
                .isInstanceOf(TrustRootException.class);
    }

    @Test
    void a_missing_library_is_named_at_start() throws Exception {
        URL[] jars = Stream.of(TufTrustRoot.class, HttpFetch.class, LoggerFactory.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .toArray(URL[]::new);
        try (var without = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader())) {
            Object builder = without.loadClass(TufTrustRoot.class.getName())
                    .getMethod("builder")
                    .invoke(null);
            Class<?> type = builder.getClass();
            type.getMethod("repository", URI.class).invoke(builder, repository.uri());
            type.getMethod("initialRoot", byte[].class).invoke(builder, new Object[] {repository.initialRoot()});
            type.getMethod("cacheDirectory", Path.class).invoke(builder, directory);
            assertThatThrownBy(() -> type.getMethod("build").invoke(builder))
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("dev.sigstore:sigstore-java");
        }
    }

    @Test
    void a_limit_below_the_interval_is_a_mistake() {
        assertThatThrownBy(() -> builder().stalenessLimit(Duration.ofHours(1)).build())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> builder().refreshInterval(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder().target("../x")).isInstanceOf(IllegalArgumentException.class);
    }

    private void assertKeptUntilTheLimit(TufTrustRoot source) {
        after(Duration.ofDays(1));
        assertThat(name(source.current())).isEqualTo("one");
        after(Duration.ofDays(6).minusSeconds(1));
        assertThat(name(source.current())).isEqualTo("one");
        after(Duration.ofSeconds(1));
        assertUnavailable(source.current());
    }

    private static void assertUnavailable(Decision<TrustRoot> decision) {
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Unavailable.class,
                        unavailable -> assertThat(unavailable.outage().reason())
                                .isEqualTo(AttestReason.TRUST_ROOT_UNAVAILABLE));
    }

    private static String name(Decision<TrustRoot> decision) {
        return decision.orElseThrow(failure -> new AssertionError(failure.toString()))
                .transparencyLogs()
                .get(0)
                .origin();
    }

    private TufTrustRoot source() {
        return builder().build();
    }

    private TufTrustRoot.Builder builder() {
        return TufTrustRoot.builder()
                .repository(repository.uri())
                .initialRoot(repository.initialRoot())
                .cacheDirectory(directory)
                .clock(now::get)
                .http(HttpFetch.acceptLoopbackHttp());
    }

    private void after(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private List<Path> cached() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A trust root with one log, whose host tells one root from another. */
    static byte[] root(String name) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        String key = Base64.getEncoder()
                .encodeToString(generator.generateKeyPair().getPublic().getEncoded());
        return ("{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\",\"tlogs\":[{\"baseUrl\":\"https://"
                        + name
                        + "\",\"hashAlgorithm\":\"SHA2_256\",\"publicKey\":{\"rawBytes\":\"" + key
                        + "\",\"keyDetails\":\"PKIX_ECDSA_P256_SHA_256\",\"validFor\":{\"start\":\"2020-01-01T00:00:00Z\"}},\"logId\":{\"keyId\":\"AAAA\"}}]}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
