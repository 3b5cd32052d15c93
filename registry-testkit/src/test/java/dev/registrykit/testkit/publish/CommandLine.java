package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.devicelogin.DeviceClient;
import dev.registrykit.publish.devicelogin.DeviceLoginSettings;
import dev.registrykit.publish.devicelogin.DeviceTokenEndpoint;
import dev.registrykit.publish.devicelogin.LoginRequest;
import dev.registrykit.publish.token.TokenKind;
import dev.registrykit.testkit.clock.TestClock;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A registry where people log in from command lines, with the words in which the tests speak. */
final class CommandLine {
    static final Subject ALICE = Subject.user("alice");
    static final PackageName WIDGET = PackageName.npm("@acme/widget");
    static final String CLIENT = "acme-cli";
    static final String TERMINAL = "192.0.2.1";
    static final String BROWSER = "198.51.100.7";

    final TestClock clock;
    final RegistryPublish publish;
    /** Accounts that may do nothing any more. */
    final Set<Subject> suspended = ConcurrentHashMap.newKeySet();

    /** The answer that began a log-in. */
    record Started(String deviceCode, String userCode, JsonObject whole) {}

    CommandLine(UnitOfWork<PublishStores> work, KeyRing keys, TestClock clock) {
        this(work, keys, clock, settings -> settings);
    }

    CommandLine(
            UnitOfWork<PublishStores> work,
            KeyRing keys,
            TestClock clock,
            UnaryOperator<DeviceLoginSettings.Builder> change,
            TokenKind... kinds) {
        this.clock = clock;
        this.publish = RegistryPublish.builder(work, keys)
                .tokenPrefix("exr")
                .tokenKinds(kinds)
                .ownerRights((owner, action, name) -> !suspended.contains(owner))
                .deviceLogin(change.apply(DeviceLoginSettings.builder(URI.create("https://packages.example.org/device"))
                                .clients(DeviceClient.of(CLIENT, "Acme command line"), DeviceClient.npm()))
                        .build())
                .clock(clock)
                .build();
    }

    EndpointAnswer begin(Map<String, String> form, RequestContext context) {
        return publish.deviceAuthorizationEndpoint().handle(context, form(form));
    }

    Started begin() {
        return begin(Map.of("client_id", CLIENT));
    }

    Started begin(Map<String, String> form) {
        EndpointAnswer answer = begin(form, form(TERMINAL));
        JsonObject body = json(answer);
        assertThat(answer.status()).as(body.toString()).isEqualTo(200);
        return new Started(body.string("device_code"), body.string("user_code"), body);
    }

    EndpointAnswer ask(Started login) {
        return ask(login.deviceCode(), CLIENT, TERMINAL);
    }

    EndpointAnswer ask(String deviceCode, String client, String address) {
        return publish.deviceTokenEndpoint()
                .handle(
                        form(address),
                        form(Map.of(
                                "grant_type",
                                DeviceTokenEndpoint.GRANT_TYPE,
                                "device_code",
                                deviceCode,
                                "client_id",
                                client)));
    }

    /** The token that the client gets now. */
    String token(Started login) {
        EndpointAnswer answer = ask(login);
        assertThat(answer.status()).as(code(answer)).isEqualTo(200);
        return json(answer).string("access_token");
    }

    Decision<LoginRequest> look(String userCode) {
        return publish.deviceLogin().pending(userCode, ALICE, browser());
    }

    /** Approves all that the client asks for. */
    Decision<LoginRequest> approve(Started login, Subject account, Assurance assurance) {
        LoginRequest request = Registry.allowed(publish.deviceLogin().pending(login.userCode(), account, browser()));
        return publish.deviceLogin().approve(login.userCode(), account, assurance, request.asked(), browser());
    }

    void approve(Started login) {
        Registry.allowed(approve(login, ALICE, Assurance.PHISHING_RESISTANT));
    }

    Decision<Grant> use(String token, Action action, PackageName name) {
        RequestContext request = RequestContext.builder("PUT", "/npm/x")
                .header("Authorization", "Bearer " + token)
                .clientAddress(TERMINAL)
                .build();
        return publish.tokens().authenticate(request, action, name);
    }

    /** Types of an account's events, newest first, with their reasons. */
    List<String> events(Subject account) {
        return publish.events().ofAccount(account, 100).stream()
                .map(Registry::typeAndReason)
                .toList();
    }

    static RequestContext browser() {
        return RequestContext.builder("POST", "/device").clientAddress(BROWSER).build();
    }

    static RequestContext form(String address) {
        return RequestContext.builder("POST", "/oauth")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("User-Agent", "acme/1.0 linux")
                .clientAddress(address)
                .build();
    }

    static byte[] form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.US_ASCII);
    }

    static JsonObject json(EndpointAnswer answer) {
        return StrictJson.object(answer.body(), JsonLimits.small());
    }

    /** The SDK's code of a refusal, or {@code token}. */
    static String code(EndpointAnswer answer) {
        JsonObject body = json(answer);
        return body.has("code") ? body.string("code") : "token";
    }

    /** OAuth's word and the SDK's. */
    static String error(EndpointAnswer answer) {
        return answer.status() + " " + json(answer).string("error") + " " + code(answer);
    }
}
