package dev.registrykit.publish.leak;

import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.request.EndpointAnswer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Tells a scanner which of its findings were tokens of this registry, in the form that the scanner reads. */
final class Feedback {
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;

    private Feedback() {}

    static EndpointAnswer on(SecretScanner scanner, List<Finding> findings, List<Boolean> known) {
        if (scanner.labels() == SecretScanner.Labels.NONE) {
            return EndpointAnswer.of(NO_CONTENT, "text/plain", new byte[0]);
        }
        StringJoiner labels = new StringJoiner(",", "[", "]");
        for (int i = 0; i < findings.size(); i++) {
            labels.add(label(scanner.labels(), findings.get(i), known.get(i)));
        }
        return EndpointAnswer.of(OK, "application/json", labels.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String label(SecretScanner.Labels form, Finding finding, boolean known) {
        Map<String, Object> label = new LinkedHashMap<>();
        String token = finding.token().reveal();
        if (form == SecretScanner.Labels.HASHED) {
            label.put("token_hash", sha256(token));
        } else {
            label.put("token_raw", token);
        }
        String type = finding.type();
        if (type != null) {
            label.put("token_type", type);
        }
        label.put("label", known ? "true_positive" : "false_positive");
        return JsonText.write(label);
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 is missing from this JDK", impossible);
        }
    }
}
