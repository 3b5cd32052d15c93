package dev.registrykit.publish.devicelogin;

import dev.registrykit.core.decision.Failure;
import dev.registrykit.core.decision.Outage;
import dev.registrykit.core.decision.Refusal;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.request.EndpointAnswer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Answers in OAuth's form (RFC 6749 sections 5.1 and 5.2, RFC 8628 section 3.5). */
final class OAuthAnswers {
    private static final String RETRY_SECONDS = "60";

    private OAuthAnswers() {}

    static EndpointAnswer json(int status, Map<String, ?> members) {
        return EndpointAnswer.of(
                status, "application/json", JsonText.write(members).getBytes(StandardCharsets.UTF_8));
    }

    /** {@code error} for programs, {@code error_description} for people, and this SDK's own code. */
    static EndpointAnswer error(Failure failure) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("error", word(failure));
        // Section 5.2 leaves out the quotation mark, the backslash and all that is not printable ASCII.
        members.put(
                "error_description",
                (failure.detail() + " " + failure.reason().nextStep())
                        .replaceAll("[^\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]", "'"));
        members.put("code", failure.reason().code());
        EndpointAnswer answer = json(status(failure), members).retryHint(failure);
        return failure.reason() == DeviceLoginReason.TOO_MANY_ATTEMPTS
                ? answer.header("Retry-After", RETRY_SECONDS)
                : answer;
    }

    /** The answer to another method (RFC 9110 section 15.5.6). */
    static EndpointAnswer only(String method) {
        return error(Refusal.of(DeviceLoginReason.METHOD_NOT_ALLOWED, "This address takes only " + method + "."))
                .header("Allow", method);
    }

    /** What OAuth knows is a 400, whatever status would suit the reason elsewhere. */
    private static int status(Failure failure) {
        boolean ofHttp = failure instanceof Outage
                || failure.reason() == DeviceLoginReason.METHOD_NOT_ALLOWED
                || failure.reason() == DeviceLoginReason.TOO_MANY_ATTEMPTS;
        return ofHttp ? failure.reason().httpStatus() : 400;
    }

    private static String word(Failure failure) {
        if (failure instanceof Outage) {
            return "temporarily_unavailable";
        }
        if (!(failure.reason() instanceof DeviceLoginReason reason)) {
            return "access_denied";
        }
        return switch (reason) {
            case LOGIN_PENDING -> "authorization_pending";
            case SLOW_DOWN -> "slow_down";
            case LOGIN_DENIED, ASSURANCE_TOO_LOW -> "access_denied";
            case LOGIN_EXPIRED -> "expired_token";
            case LOGIN_USED, LOGIN_DECIDED, LOGIN_UNKNOWN, CLIENT_MISMATCH, LOGIN_ELSEWHERE -> "invalid_grant";
            case CLIENT_UNKNOWN -> "invalid_client";
            case SCOPE_REFUSED -> "invalid_scope";
            case GRANT_TYPE_UNSUPPORTED -> "unsupported_grant_type";
            case REQUEST_MALFORMED, METHOD_NOT_ALLOWED, CROSS_SITE -> "invalid_request";
            case TOO_MANY_ATTEMPTS, STORE_UNAVAILABLE -> "temporarily_unavailable";
        };
    }
}
