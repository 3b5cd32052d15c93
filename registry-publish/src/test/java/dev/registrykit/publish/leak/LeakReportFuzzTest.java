package dev.registrykit.publish.leak;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.publish.World;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What scanners and strangers send is read or refused, and throws nothing that is not documented. */
class LeakReportFuzzTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Set<Integer> REFUSALS = Set.of(202, 400, 429);
    private static final World WORLD = new World();
    private static final RequestContext REQUEST =
            RequestContext.builder("POST", "/").build();

    @FuzzTest
    void findings(byte[] input) {
        List<Finding> findings;
        try {
            findings = Finding.parse(input);
        } catch (JsonFormatException documented) {
            return;
        }
        for (Finding finding : findings) {
            Leak leak = finding.of("00000000-0000-0000-0000-000000000000", "github", NOON);
            String token = finding.token().reveal();
            check(leak.url().isEmpty() || leak.url().matches("(?i:https?)://[!-~]*"), "an address that does harm");
            check(leak.url().length() <= PublicUrl.LONGEST, "an address that is too long");
            check(leak.type().length() <= 64 && leak.source().length() <= 64, "a word that is too long");
            boolean secret = token.length() >= 36;
            check(!secret || !(leak.type() + "\n" + leak.source()).contains(token), "a token in a word");
        }
        Feedback.on(scanner(), findings, findings.stream().map(each -> true).toList());
    }

    @FuzzTest
    void keys(byte[] input) {
        try {
            check(!ScannerKeys.parse(input).isEmpty(), "keys without a key");
        } catch (JsonFormatException documented) {
            // Refused.
        }
    }

    @FuzzTest
    void signature(byte[] input) {
        byte[] scalars = ScannerKey.scalars(input);
        check(scalars == null || scalars.length == 64, "scalars of another length");
        ScannerKey.ofPem(new String(input, StandardCharsets.UTF_8), true);
    }

    @FuzzTest
    void anyones_report(byte[] input) {
        EndpointAnswer answer = WORLD.publish.tokenReportEndpoint().handle(REQUEST, input);
        check(REFUSALS.contains(answer.status()), "answered with " + answer.status());
    }

    private static SecretScanner scanner() {
        return SecretScanner.named("fuzz")
                .headers("A", "B")
                .keysAt(URI.create("https://scanner.example/keys"))
                .build();
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
