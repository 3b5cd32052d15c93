package dev.registrykit.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Benchmark;

class RatiosTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void a_reached_bar_is_a_success_with_one_line_a_case() throws Exception {
        var code = report(new Ratio("fast", 3000, 1500, 2.0), new Ratio("even", 10, 10, 0.5));
        assertThat(code).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("ratio fast 3000 1500 2.00 2.00", "ratio even 10 10 1.00 0.50");
    }

    @Test
    void one_missed_bar_is_a_failure() throws Exception {
        assertThat(report(new Ratio("fast", 3000, 1500, 2.0), new Ratio("slow", 99, 100, 1.0)))
                .isEqualTo(1);
    }

    @Test
    void a_peer_that_did_nothing_is_a_failure() {
        assertThat(new Ratio("nothing", 0, 0, 1.0).reachesBar()).isFalse();
    }

    @Test
    void the_figures_are_written_as_json() throws Exception {
        report(new Ratio("fast", 3000, 1500, 2.0));
        var json = StrictJson.object(Files.readString(directory.resolve("ratios.json")), JsonLimits.small());
        var ratios = json.objects("ratios");
        assertThat(ratios).hasSize(1);
        assertThat(ratios.get(0).string("name")).isEqualTo("fast");
        assertThat(ratios.get(0).booleanOrNull("reached")).isTrue();
    }

    @Test
    void an_unknown_name_selects_nothing() {
        assertThat(Ratios.select(List.of("tokens", "no-such-case"))).isEmpty();
        assertThat(Ratios.select(List.of())).isEqualTo(Ratios.CASES);
        assertThat(Ratios.select(List.of("tokens")))
                .extracting(RatioCase::name)
                .containsExactly("tokens", "tokens-macaroon", "tokens-scope", "tokens-postgresql");
        assertThat(Ratios.select(List.of("exchange")))
                .extracting(RatioCase::name)
                .containsExactly("exchange", "exchange-matching-h2", "exchange-matching-postgresql");
    }

    @Test
    void a_case_with_several_peers_has_a_line_for_each() {
        var exchange = (JmhCase) Ratios.select(List.of("exchange")).get(0);
        assertThat(exchange.peers().stream().map(exchange::nameOf))
                .containsExactly(
                        "exchange-bare", "exchange-nimbus", "exchange-spring", "exchange-jose4j", "exchange-auth0");
        var macaroon = (JmhCase) Ratios.select(List.of("tokens-macaroon")).get(0);
        assertThat(macaroon.peers().stream().map(macaroon::nameOf)).containsExactly("tokens-macaroon");
    }

    @Test
    void every_peer_is_a_benchmark_of_its_class() {
        for (RatioCase any : Ratios.CASES) {
            if (!(any instanceof JmhCase each)) {
                continue;
            }
            var methods = Arrays.stream(each.benchmark().getMethods())
                    .filter(method -> method.isAnnotationPresent(Benchmark.class))
                    .map(Method::getName)
                    .toList();
            var wanted = new ArrayList<>(List.of("ours"));
            each.peers().forEach(peer -> wanted.add(peer.method()));
            assertThat(methods).containsExactlyInAnyOrderElementsOf(wanted);
        }
    }

    private int report(Ratio... ratios) throws Exception {
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return Ratios.report(List.of(ratios), directory.resolve("ratios.json"), out);
    }
}
