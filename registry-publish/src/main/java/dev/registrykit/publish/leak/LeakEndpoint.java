package dev.registrykit.publish.leak;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.DecisionListener;
import dev.registrykit.core.decision.Decisions;
import dev.registrykit.core.decision.Refusal;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Takes secret scanners' reports of leaked tokens over HTTP: what is ours is revoked, and whom it concerns is told.
 *
 * <p>{@code POST} only; the host has routed it here by its path. The headers of exactly one scanner say by which of that
 * scanner's current keys the raw body is signed; before the signature is found good, nothing of the body is read. Then
 * it is a JSON array of at most 10,000 objects with {@code token} and, optionally, {@code type}, {@code url} and {@code
 * source}. A token counts when its secret is one that this registry issued, however it ended. It is written down in one
 * unit of work before the answer; revocation and {@code token.leaked} events follow at once, and what takes longer than
 * ten seconds waits for {@code RegistryPublish.housekeeping()}. The same report a second time changes nothing.
 *
 * <p>The answer is a JSON array of {@code token_raw}, {@code token_type} and {@code label}, {@code true_positive} or {@code
 * false_positive}, in the report's order; a refusal is a problem document (RFC 9457). Nothing of a body is logged, and
 * nothing of it is kept but the address where one of our tokens was found. Safe to share between threads.
 */
public final class LeakEndpoint {
    /** The largest body in bytes that is looked at: 16 MiB. A host may stop reading there. */
    public static final int MAX_BODY = 16 * 1024 * 1024;

    private static final int MAX_HEADER = 256;

    private final LeakIntake intake;
    private final List<Known> scanners = new ArrayList<>();
    private final Decisions decisions;

    private record Known(SecretScanner scanner, ScannerKeys keys) {}

    /** What the headers say: whose report it is, by which key, and the signature. */
    private record Claim(Known by, String keyId, String signature) {}

    private record Taken(SecretScanner scanner, List<Finding> findings, List<Boolean> known) {}

    /**
     * Hosts get this object from {@code RegistryPublish}.
     *
     * @throws IllegalArgumentException if two scanners have a name or a header in common
     */
    public LeakEndpoint(
            LeakIntake intake,
            List<SecretScanner> scanners,
            HttpFetch http,
            InstantSource clock,
            DecisionListener listener) {
        this.intake = intake;
        this.decisions = new Decisions(listener, LeakReason.STORE_UNAVAILABLE);
        for (SecretScanner scanner : scanners) {
            this.scanners.add(new Known(scanner, new ScannerKeys(scanner, http, clock)));
        }
        checkDistinct(scanners.stream().map(SecretScanner::name));
        checkDistinct(scanners.stream()
                .flatMap(scanner -> scanner.headers().stream())
                .flatMap(pair -> Stream.of(pair.keyId(), pair.signature())));
    }

    private static void checkDistinct(Stream<String> texts) {
        Set<String> seen = new HashSet<>();
        if (!texts.allMatch(seen::add)) {
            throw new IllegalArgumentException("scanners have names and headers of their own");
        }
    }

    /** The answer to one request. */
    public EndpointAnswer handle(RequestContext context, byte[] body) {
        if (!context.method().equals("POST")) {
            return methodNotAllowed();
        }
        return decisions
                .decide("leak.intake", () -> taken(context, body))
                .fold(LeakEndpoint::answer, EndpointAnswer::of, EndpointAnswer::of);
    }

    static EndpointAnswer methodNotAllowed() {
        return EndpointAnswer.of(Refusal.of(LeakReason.METHOD_NOT_ALLOWED, "This address takes only POST."))
                .header("Allow", "POST");
    }

    private Decision<Taken> taken(RequestContext context, byte[] body) {
        if (body.length > MAX_BODY) {
            return Decision.refused(LeakReason.REPORT_TOO_LARGE, "A report has at most " + MAX_BODY + " bytes.");
        }
        return claim(context)
                .then(claim -> signed(claim, body))
                .then(by -> findings(body).map(found -> {
                    SecretScanner scanner = by.scanner();
                    return new Taken(scanner, found, intake.take(scanner.name(), found));
                }));
    }

    private Decision<Claim> claim(RequestContext context) {
        List<Claim> claims = new ArrayList<>();
        for (Known known : scanners) {
            for (SecretScanner.HeaderPair pair : known.scanner().headers()) {
                List<String> ids = context.headers(pair.keyId());
                List<String> signatures = context.headers(pair.signature());
                if (ids.size() == 1 && signatures.size() == 1) {
                    claims.add(new Claim(known, ids.get(0), signatures.get(0)));
                } else if (!ids.isEmpty() || !signatures.isEmpty()) {
                    return ambiguous();
                }
            }
        }
        if (claims.isEmpty()) {
            return Decision.refused(LeakReason.SIGNATURE_MISSING, "The report has no signature of a known scanner.");
        }
        return claims.size() > 1 ? ambiguous() : Decision.allowed(claims.get(0));
    }

    private static Decision<Claim> ambiguous() {
        return Decision.refused(
                LeakReason.HEADERS_AMBIGUOUS,
                "The report does not have exactly one scanner's headers, each of them once.");
    }

    private static Decision<Known> signed(Claim claim, byte[] body) {
        return claim.by()
                .keys()
                .key(claim.keyId())
                .then(key -> isSigned(key, claim.signature(), body)
                        ? Decision.allowed(claim.by())
                        : Decision.refused(
                                LeakReason.SIGNATURE_INVALID, "The signature is not the scanner's for this body."));
    }

    private static boolean isSigned(ScannerKey key, String signature, byte[] body) {
        if (signature.length() > MAX_HEADER) {
            return false;
        }
        try {
            return key.hasSigned(body, StrictBase64.decode(signature));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static Decision<List<Finding>> findings(byte[] body) {
        try {
            List<Finding> findings = Finding.parse(body);
            return findings.size() > Finding.MOST
                    ? Decision.refused(
                            LeakReason.REPORT_TOO_LARGE, "A report lists at most " + Finding.MOST + " findings.")
                    : Decision.allowed(findings);
        } catch (JsonFormatException malformed) {
            return Decision.refused(
                    LeakReason.REPORT_MALFORMED,
                    "The report is not a JSON array of objects, each with a token as text.");
        }
    }

    private static EndpointAnswer answer(Taken taken) {
        return Feedback.on(taken.scanner(), taken.findings(), taken.known());
    }
}
