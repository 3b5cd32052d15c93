package dev.registrykit.publish.token;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules by which secret scanners find a registry's tokens: all prefixes, retired ones too, all kinds, and macaroons.
 *
 * <p>A scanner that cannot compute the checksum finds look-alikes as well; the registry tells them apart when it is asked.
 */
public final class ScannerRules {
    /** A macaroon is base64url without padding; one with many restrictions is long, and RE2 counts to 1,000 only. */
    private static final String MACAROON = "mac_[0-9A-Za-z_-]{80,}";

    private final List<String> prefixes;
    private final List<@Nullable String> kinds;

    ScannerRules(TokenPolicy policy) {
        this.prefixes = policy.prefixes();
        this.kinds =
                policy.kinds().stream().<@Nullable String>map(TokenKind::name).toList();
    }

    /** One regular expression for a GitHub secret scanning partner's registration. */
    public String githubRegex() {
        return "\\b" + oneOf(prefixes) + "_(?:" + kindsAndSecret() + "|" + MACAROON + ")";
    }

    private String kindsAndSecret() {
        List<String> named = kinds.stream()
                .filter(kind -> kind != null)
                .map(kind -> kind + "_")
                .toList();
        return (named.isEmpty() ? "" : oneOf(named) + "?") + "[0-9A-Za-z]{" + TokenFormat.SECRET + "}\\b";
    }

    private static String oneOf(List<String> words) {
        return "(?:" + String.join("|", words) + ")";
    }

    /** A rule for the configuration of gitleaks, in TOML. */
    public String gitleaksToml() {
        return """
                [[rules]]
                id = "%s-api-token"
                description = "API token of a package registry"
                regex = '''%s'''
                keywords = [%s]
                """.formatted(prefixes.get(0), githubRegex(), keywords("\"", ", "));
    }

    /** A custom detector for the configuration of TruffleHog, in YAML. */
    public String trufflehogYaml() {
        return """
                detectors:
                  - name: %s-api-token
                    keywords:
                      - %s
                    regex:
                      token: '%s'
                """.formatted(prefixes.get(0), keywords("", "\n      - "), githubRegex());
    }

    private String keywords(String quote, String separator) {
        return String.join(
                separator,
                prefixes.stream().map(prefix -> quote + prefix + "_" + quote).toList());
    }
}
