package dev.registrykit.examples.attenuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.publish.macaroon.Caveat;
import dev.registrykit.publish.macaroon.Macaroon;
import dev.registrykit.publish.macaroon.MacaroonCodec;
import dev.registrykit.publish.token.Restriction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as its users start it, held against the registry's own reader. */
class AttenuateTest {
    private static final byte[] KEY = "a root key for tests, of 32 byte".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ID = "00000000-0000-4000-8000-000000000000".getBytes(StandardCharsets.US_ASCII);
    private static final Macaroon WIDE = Macaroon.create(KEY, ID, "exr");
    private static final String NO_MACAROON =
            "attenuate: this is no token that its holder can narrow: those have _mac_ in them\n";

    record Result(int exitCode, String output, String errors) {}

    private static String token(Macaroon macaroon) {
        return "exr_mac_" + Base64.getUrlEncoder().withoutPadding().encodeToString(MacaroonCodec.encodeV2(macaroon));
    }

    private static Macaroon macaroon(String token) {
        assertThat(token).startsWith("exr_mac_");
        return MacaroonCodec.decode(Base64.getUrlDecoder().decode(token.substring("exr_mac_".length())));
    }

    @Test
    void it_appends_what_the_registrys_own_code_would_append() throws Exception {
        Result result = start(token(WIDE) + "\n", "packages npm:@acme/*", "expires 2026-12-01T00:00:00Z");

        assertThat(result)
                .isEqualTo(new Result(
                        0,
                        token(WIDE.withCaveat("packages npm:@acme/*").withCaveat("expires 2026-12-01T00:00:00Z"))
                                + "\n",
                        ""));
        assertThat(macaroon(result.output().strip()).isSignedWith(KEY)).isTrue();
    }

    @Test
    void the_token_can_be_in_a_variable() throws Exception {
        assertThat(start("", "--variable", "OTHER_TOKEN", "version 1.0").output())
                .isEqualTo(token(WIDE.withCaveat("version 1.0")) + "\n");
        assertThat(start("", "--variable", "NO_SUCH", "version 1.0")).isEqualTo(new Result(1, "", NO_MACAROON));
    }

    @Test
    void it_is_one_file_that_java_starts() throws Exception {
        String file = Path.of("Attenuate.java").toAbsolutePath().toString();

        assertThat(run(List.of(java(), file, "version 1.0"), token(WIDE)))
                .isEqualTo(new Result(0, token(WIDE.withCaveat("version 1.0")) + "\n", ""));
    }

    @Test
    void the_caveats_of_the_readme_are_what_the_registry_understands() throws Exception {
        List<String> documented = Pattern.compile("\\| `([^`]+)` \\|")
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(row -> row.group(1).replace("<hex> <hex>", "0a".repeat(32) + " " + "0b".repeat(32)))
                .toList();

        assertThat(documented).hasSize(7);
        for (String caveat : documented) {
            assertThat(Restriction.ofCaveat(caveat).map(Restriction::caveats))
                    .isEqualTo(Decision.allowed(List.of(caveat)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 127, 128, 129, 255, 256, 7000})
    void caveats_of_any_length_are_written_as_the_registry_reads_them(int length) {
        String caveat = "é".repeat(length / 2) + "x".repeat(length % 2);

        String narrowed = Attenuate.narrowed(token(WIDE), List.of(caveat));

        assertThat(narrowed).isEqualTo(token(WIDE.withCaveat(caveat)));
        assertThat(Attenuate.narrowed(narrowed, List.of("read")))
                .isEqualTo(token(WIDE.withCaveat(caveat).withCaveat("read")));
    }

    @Test
    void a_macaroon_whose_values_look_like_its_end_is_walked_through() {
        byte[] end = Arrays.copyOfRange(MacaroonCodec.encodeV2(WIDE), 40, 79);
        Macaroon tricky = Macaroon.create(KEY, end, "").withCaveat(end);

        assertThat(Attenuate.narrowed(token(tricky), List.of("read"))).isEqualTo(token(tricky.withCaveat("read")));
    }

    @Test
    void the_limits_are_the_registrys() {
        List<String> most = Collections.nCopies(Macaroon.MAX_CAVEATS, "c");
        String full = Attenuate.narrowed(token(WIDE), most);

        assertThat(macaroon(full).caveats())
                .hasSize(64)
                .extracting(Caveat::text)
                .containsOnly("c");
        for (List<String> more : List.of(List.of("c"), List.of("c".repeat(9000)), List.of("c".repeat(20_000)))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Attenuate.narrowed(more.get(0).equals("c") ? full : token(WIDE), more))
                    .withMessage("a token has at most 64 caveats and 8 KiB");
        }
    }

    @Test
    void a_damaged_token_is_refused_and_not_repeated() throws Exception {
        String token = token(WIDE.withCaveat("read"));
        List<String> damaged = new ArrayList<>(List.of(token + "A", token + "AAAA", token + "_"));
        for (int length = "exr_mac_".length() + 1; length < token.length(); length++) {
            damaged.add(token.substring(0, length));
        }
        for (String each : damaged) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Attenuate.narrowed(each, List.of("read")))
                    .withMessage("the token is damaged: was the whole of it copied?");
        }
        assertThat(start(damaged.get(20), "read"))
                .isEqualTo(new Result(1, "", "attenuate: the token is damaged: was the whole of it copied?\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "exr_0123456789abcdefghijABCDEFGHIJ012345", "exr_mac_", "mac_AgE", "exr_mac_A=", "a b"})
    void a_token_that_nobody_can_narrow_is_refused(String token) throws Exception {
        assertThat(start(token, "read")).isEqualTo(new Result(1, "", NO_MACAROON));
    }

    @Test
    void wrong_arguments_are_explained() throws Exception {
        for (List<String> wrong : List.of(
                List.<String>of(),
                List.of(""),
                List.of(" "),
                List.of("a\nb"),
                List.of("--variable"),
                List.of("--variable", "OTHER_TOKEN"),
                List.of("--varaible", "OTHER_TOKEN", "read"),
                List.of("read", "--help"))) {
            Result result = start(token(WIDE), wrong.toArray(new String[0]));

            assertThat(result.exitCode()).as(wrong.toString()).isEqualTo(2);
            assertThat(result.output()).isEmpty();
            assertThat(result.errors())
                    .startsWith("attenuate: there is no caveat, or one that is no line of text\nUsage: ")
                    .doesNotContain(token(WIDE));
        }
    }

    private static Result start(String input, String... arguments) throws Exception {
        String classes = Path.of("target", "classes").toAbsolutePath().toString();
        List<String> command =
                new ArrayList<>(List.of(java(), "-XX:TieredStopAtLevel=1", "-cp", classes, Attenuate.class.getName()));
        command.addAll(List.of(arguments));
        return run(command, input);
    }

    private static Result run(List<String> command, String input) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("OTHER_TOKEN", token(WIDE));
        Process process = builder.start();
        try (var to = process.getOutputStream()) {
            to.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException ended) {
            // It does not read a token when its arguments are wrong.
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output, errors);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
