package dev.registrykit.publish.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The regular expressions are taken out of the printed rules and run. */
class ScannerRulesTest {
    private static final String SECRET = "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";

    private final TokenPolicy policy = TokenPolicy.builder("exr")
            .retiredPrefix("old")
            .kinds(List.of(TokenKind.named("ci").build(), TokenKind.named("cli").build()))
            .build();
    private final ScannerRules rules = new ScannerRules(policy);

    private List<Pattern> printed() {
        return List.of(
                Pattern.compile(rules.githubRegex()),
                Pattern.compile(between(rules.gitleaksToml(), "regex = '''", "'''")),
                Pattern.compile(between(rules.trufflehogYaml(), "token: '", "'\n")));
    }

    private static String between(String text, String before, String after) {
        int start = text.indexOf(before) + before.length();
        return text.substring(start, text.indexOf(after, start));
    }

    private List<String> found(String text) {
        List<String> found = new ArrayList<>();
        for (Pattern pattern : printed()) {
            Matcher matcher = pattern.matcher(text);
            found.add(matcher.find() ? matcher.group() : "nothing");
        }
        return found;
    }

    @Test
    void tokens_of_all_prefixes_and_kinds_are_found_whole_where_people_leave_them() {
        String macaroon = "exr_mac_" + "AgEIcHlwaS5vcmc-_".repeat(8);
        for (String token : List.of(
                new TokenFormat(policy, new SecureRandom()).mint(null),
                new TokenFormat(policy, new SecureRandom()).mint("ci"),
                "exr_" + SECRET,
                "exr_cli_" + SECRET,
                "old_" + SECRET,
                "old_ci_" + SECRET,
                macaroon)) {
            for (String around :
                    List.of("%s", "token=%s", "\"%s\"", "//r.example/:_authToken=%s\n", "u:%s@host", "(%s)")) {
                assertThat(found(around.formatted(token))).as(around).containsOnly(token);
            }
        }
    }

    @Test
    void what_only_looks_like_a_token_is_not_found() {
        for (String text : List.of(
                "exs_" + SECRET,
                "EXR_" + SECRET,
                "exr-" + SECRET,
                "xexr_" + SECRET,
                "exr_" + SECRET + "x",
                "exr_" + SECRET.substring(1),
                "exr_" + SECRET.replace('z', '-'),
                "exr_other_" + SECRET,
                "exr__" + SECRET,
                "exr_ci" + SECRET,
                "exr_mac_short")) {
            assertThat(found(text)).as(text).containsOnly("nothing");
        }
    }

    @Test
    void rules_name_the_prefixes_that_scanners_look_for_first() {
        assertThat(rules.gitleaksToml()).contains("keywords = [\"exr_\", \"old_\"]", "id = \"exr-api-token\"");
        assertThat(rules.trufflehogYaml()).contains("      - exr_\n      - old_\n    regex:");
    }

    /** RE2, which gitleaks and TruffleHog are built with, counts repetitions to 1,000 and has neither look-around nor back references. */
    @Test
    void rules_keep_to_what_re2_understands() {
        Matcher counts = Pattern.compile("\\{(\\d+)(?:,(\\d*))?\\}").matcher(rules.githubRegex());
        assertThat(counts.results()
                        .flatMap(count -> Stream.of(count.group(1), count.group(2)))
                        .filter(number -> number != null && !number.isEmpty())
                        .map(Integer::valueOf))
                .isNotEmpty()
                .allMatch(number -> number <= 1_000);
        assertThat(rules.githubRegex()).doesNotContain("(?=", "(?!", "(?<", "\\1", "++", "*+");
    }

    @Test
    void a_registry_without_kinds_has_rules_too() {
        ScannerRules plain = new ScannerRules(TokenPolicy.builder("acme").build());
        assertThat("acme_" + SECRET).containsPattern(plain.githubRegex());
        assertThat("acme_ci_" + SECRET).doesNotContainPattern(plain.githubRegex());
    }
}
