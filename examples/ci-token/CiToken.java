package dev.registrykit.examples.citoken;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a command with a short-lived token of a package registry, in a CI job that has no secret.
 *
 * <pre>java CiToken.java --exchange https://packages.example.org/oidc/exchange --audience packages.example.org \
 *     -- mvn deploy</pre>
 *
 * <p>It gets the job's identity token, exchanges it for an API token, runs the command with that token in an environment
 * variable, passes on the command's exit code, and revokes the token however the command ended. It needs Java 17 and
 * nothing else. It prints no token, except to tell GitHub what to hide in the job's log.
 */
public final class CiToken {
    private static final String USAGE = """
            Usage: java CiToken.java --exchange URL [OPTIONS] -- COMMAND [ARGUMENTS]
              --exchange URL            where the registry exchanges identity tokens
              --audience NAME           on GitHub: whom the identity token is for, as the registry states it
              --id-token-variable NAME  elsewhere: has the identity token; REGISTRY_ID_TOKEN by default
              --token-variable NAME     hands the API token to the command; REGISTRY_TOKEN by default
              --package NAME            take a token for this package alone, as maven:org.example/widget
              --version VERSION         take a token for this version alone
              --single-use              take a token for one release""";

    private static final String NO_IDENTITY = "This job has no identity token: on GitHub it needs the permission"
            + " 'id-token: write', elsewhere a token in the variable ";
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int LONGEST_PAUSE_SECONDS = 30;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final int NOT_STARTED = 127;

    private final Map<String, String> environment;
    private final Options options;
    private final Set<String> secrets = new HashSet<>();
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(DEADLINE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private CiToken(Map<String, String> environment, Options options) {
        this.environment = environment;
        this.options = options;
    }

    /** Ends with the exit code of the command; with 1 when there is no token, 2 for wrong options, 127 for no such command. */
    public static void main(String[] arguments) throws InterruptedException {
        System.exit(exitCode(List.of(arguments)));
    }

    private static int exitCode(List<String> arguments) throws InterruptedException {
        try {
            return new CiToken(System.getenv(), Options.of(arguments)).run();
        } catch (IllegalArgumentException wrong) {
            say(wrong.getMessage() + "\n" + USAGE);
            return WRONG_USAGE;
        } catch (IOException failed) {
            say("stopped: " + failed.getMessage());
            return FAILED;
        }
    }

    private int run() throws IOException, InterruptedException {
        String token = exchange(identityToken());
        // The only place that revokes: it runs at a normal end, after an exception, and on Ctrl-C.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
            revoke(token);
        }));
        ProcessBuilder command = new ProcessBuilder(options.command()).inheritIO();
        command.environment().remove(options.idTokenVariable());
        command.environment().put(options.tokenVariable(), token);
        Process process;
        try {
            process = command.start();
        } catch (IOException impossible) {
            say("cannot start " + options.command().get(0));
            return NOT_STARTED;
        }
        return process.waitFor();
    }

    private String identityToken() throws IOException, InterruptedException {
        String address = variable("ACTIONS_ID_TOKEN_REQUEST_URL");
        if (address.isEmpty()) {
            return secret(variable(options.idTokenVariable()), NO_IDENTITY + options.idTokenVariable() + ".");
        }
        if (options.audience().isEmpty()) {
            throw new IllegalArgumentException("--audience is needed on GitHub");
        }
        String audience = "&audience=" + URLEncoder.encode(options.audience(), StandardCharsets.UTF_8);
        String right =
                secret(variable("ACTIONS_ID_TOKEN_REQUEST_TOKEN"), "ACTIONS_ID_TOKEN_REQUEST_TOKEN is no token.");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(Options.safe(address + audience)).header("Authorization", "Bearer " + right);
        Map<String, String> answer = JsonText.members(answer(request, 200, "Asking GitHub for an identity token"));
        return secret(answer.getOrDefault("value", ""), "GitHub answered without an identity token.");
    }

    private String exchange(String identityToken) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(options.exchange())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"token\":\"" + identityToken + "\"" + options.narrower() + "}"));
        Map<String, String> answer = JsonText.members(answer(request, 200, "The exchange"));
        return secret(answer.getOrDefault("token", ""), "The exchange answered without a token.");
    }

    /** A token that was not revoked is no failure of the job: it ends by itself, some minutes after it was issued. */
    private void revoke(String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(options.exchange())
                .header("Authorization", "Bearer " + token)
                .DELETE();
        try {
            answer(request, 204, "Revoking the token");
        } catch (IOException | InterruptedException failed) {
            say("warning: " + failed.getMessage());
        }
    }

    /** The body of the one good answer. A server that is busy, and says for how long, is asked a second time. */
    private String answer(HttpRequest.Builder builder, int good, String what) throws IOException, InterruptedException {
        HttpRequest request = builder.header("Accept", "application/json, application/problem+json")
                .build();
        HttpResponse<String> response = send(request, what);
        String pause = response.headers().firstValue("Retry-After").orElse("");
        if (response.statusCode() == 503 && pause.matches("[0-9]{1,4}")) {
            TimeUnit.SECONDS.sleep(Math.min(Integer.parseInt(pause), LONGEST_PAUSE_SECONDS));
            response = send(request, what);
        }
        if (response.statusCode() != good) {
            throw new IOException(what + " failed (" + response.statusCode() + "). " + problem(response.body()));
        }
        return response.body();
    }

    /** One deadline from connecting to the last byte: a request's own timeout ends with the headers. */
    private HttpResponse<String> send(HttpRequest request, String what) throws IOException, InterruptedException {
        try {
            return http.sendAsync(request, BodyHandlers.ofString()).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException(
                    what + " failed: no answer from " + request.uri().getRawAuthority() + ".", failed);
        }
    }

    /** What a problem document (RFC 9457) says, on one line that begins no command to the CI system and has no secret. */
    private String problem(String body) {
        Map<String, String> members;
        try {
            members = JsonText.members(body);
        } catch (IOException other) {
            return "The answer is no problem document.";
        }
        String text = members.getOrDefault("code", members.getOrDefault("title", "No code")) + ": "
                + members.getOrDefault("detail", "") + " " + members.getOrDefault("next", "");
        for (String secret : secrets) {
            text = text.replace(secret, "***");
        }
        return text.replaceAll("\\p{Cntrl}", " ").strip();
    }

    /** The token itself, if it is one (RFC 6750 section 2.1): such text is safe in a header, in JSON and on a line. */
    private String secret(String token, String otherwise) throws IOException {
        if (!token.matches("[A-Za-z0-9._~+/-]+=*")) {
            throw new IOException(otherwise);
        }
        secrets.add(token);
        if (variable("GITHUB_ACTIONS").equals("true")) {
            System.out.println("::add-mask::" + token);
        }
        return token;
    }

    private String variable(String name) {
        return environment.getOrDefault(name, "").strip();
    }

    private static void say(String message) {
        System.err.println("ci-token: " + message);
    }

    /**
     * The command line.
     *
     * @param narrower the members of the exchange's request, after the first, that ask for less than the job may have
     */
    record Options(
            URI exchange,
            String audience,
            String idTokenVariable,
            String tokenVariable,
            String narrower,
            List<String> command) {
        private static final Set<String> KNOWN =
                Set.of("--exchange", "--audience", "--id-token-variable", "--token-variable", "--package", "--version");
        private static final Pattern SAFE = Pattern.compile(
                "(https://[A-Za-z0-9.-]+|http://(localhost|127[.]0[.]0[.]1|\\[::1]))(:[0-9]+)?([/?][^#]*)?");

        static Options of(List<String> arguments) {
            int end = arguments.indexOf("--") + 1;
            if (end == 0 || end == arguments.size()) {
                throw new IllegalArgumentException("there is no command after --");
            }
            Map<String, String> given = new HashMap<>();
            Iterator<String> rest = arguments.subList(0, end - 1).iterator();
            while (rest.hasNext()) {
                String option = rest.next();
                if (option.equals("--single-use")) {
                    given.put(option, "true");
                } else if (KNOWN.contains(option) && rest.hasNext()) {
                    given.put(option, rest.next());
                } else {
                    throw new IllegalArgumentException("unknown option, or one without its value: " + option);
                }
            }
            return new Options(
                    safe(given.getOrDefault("--exchange", "")),
                    given.getOrDefault("--audience", ""),
                    given.getOrDefault("--id-token-variable", "REGISTRY_ID_TOKEN"),
                    given.getOrDefault("--token-variable", "REGISTRY_TOKEN"),
                    text(given, "package")
                            + text(given, "version")
                            + (given.containsKey("--single-use") ? ",\"single_use\":true" : ""),
                    arguments.subList(end, arguments.size()));
        }

        private static String text(Map<String, String> given, String name) {
            if (!given.containsKey("--" + name)) {
                return "";
            }
            String value = given.getOrDefault("--" + name, "");
            if (!value.matches("[!-~&&[^\"\\\\]]+")) {
                throw new IllegalArgumentException("--" + name + " has a character that no " + name + " has");
            }
            return ",\"" + name + "\":\"" + value + "\"";
        }

        /** The address, if a token may be sent there: over https, or within this machine. */
        static URI safe(String address) {
            if (!SAFE.matcher(address).matches()) {
                throw new IllegalArgumentException("an https address is needed, not '" + address + "'");
            }
            return URI.create(address);
        }
    }

    /** Reads a JSON object (RFC 8259) strictly: no duplicate names, nothing after it, no excuses. */
    static final class JsonText {
        private static final int END = -1;
        private static final int MAX_DEPTH = 20;
        private static final Pattern LITERAL =
                Pattern.compile("true|false|null|-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?");

        private final String json;
        private int at;

        private JsonText(String json) {
            this.json = json;
        }

        /** The members whose value is text; all others are checked and left out. */
        static Map<String, String> members(String json) throws IOException {
            JsonText reader = new JsonText(json);
            Map<String, String> members = reader.object(1);
            demand(reader.peek() == END);
            return members;
        }

        private Map<String, String> object(int depth) throws IOException {
            Map<String, String> texts = new HashMap<>();
            Set<String> names = new HashSet<>();
            demand(depth <= MAX_DEPTH && accept('{'));
            if (accept('}')) {
                return texts;
            }
            do {
                String name = text();
                demand(names.add(name) && accept(':'));
                if (peek() == '"') {
                    texts.put(name, text());
                } else {
                    value(depth);
                }
            } while (accept(','));
            demand(accept('}'));
            return texts;
        }

        private void array(int depth) throws IOException {
            demand(depth <= MAX_DEPTH && accept('['));
            if (accept(']')) {
                return;
            }
            do {
                value(depth);
            } while (accept(','));
            demand(accept(']'));
        }

        private void value(int depth) throws IOException {
            switch (peek()) {
                case '{' -> object(depth + 1);
                case '[' -> array(depth + 1);
                case '"' -> text();
                default -> {
                    Matcher literal = LITERAL.matcher(json).region(at, json.length());
                    demand(literal.lookingAt());
                    at = literal.end();
                }
            }
        }

        private String text() throws IOException {
            demand(accept('"'));
            StringBuilder text = new StringBuilder();
            while (true) {
                char next = take();
                if (next == '"') {
                    return text.toString();
                }
                demand(next >= ' ');
                text.append(next == '\\' ? escaped() : next);
            }
        }

        private char escaped() throws IOException {
            char next = take();
            if (next == 'u') {
                demand(json.length() - at >= 4);
                String digits = json.substring(at, at + 4);
                demand(digits.matches("[0-9a-fA-F]{4}"));
                at += 4;
                return (char) Integer.parseInt(digits, 16);
            }
            int known = "\"\\/bfnrt".indexOf(next);
            demand(known >= 0);
            return "\"\\/\b\f\n\r\t".charAt(known);
        }

        private char take() throws IOException {
            demand(at < json.length());
            return json.charAt(at++);
        }

        private boolean accept(char expected) {
            boolean there = peek() == expected;
            at += there ? 1 : 0;
            return there;
        }

        /** The next character that is no white space. */
        private int peek() {
            while (at < json.length() && " \t\r\n".indexOf(json.charAt(at)) >= 0) {
                at++;
            }
            return at < json.length() ? json.charAt(at) : END;
        }

        private static void demand(boolean holds) throws IOException {
            if (!holds) {
                throw new IOException("The answer is not the JSON object that was expected.");
            }
        }
    }
}
