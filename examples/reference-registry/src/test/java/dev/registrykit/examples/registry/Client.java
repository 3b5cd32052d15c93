package dev.registrykit.examples.registry;

import dev.registrykit.publish.token.IssuedToken;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A plain HTTP client that keeps the registry's one cookie as a browser does, and follows no redirect. */
final class Client {
    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"form-token\" value=\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final URI origin;

    @Nullable String cookie;

    private String formToken = "";

    Client(URI origin) {
        this.origin = origin;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    /** Sends a form as the page that was loaded last would. */
    HttpResponse<String> post(String path, Map<String, String> fields) throws IOException, InterruptedException {
        return post(path, fields, formToken, origin.toString());
    }

    HttpResponse<String> post(String path, Map<String, String> fields, String token, String from)
            throws IOException, InterruptedException {
        String form = fields.entrySet().stream()
                        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&"))
                + "&form-token=" + encoded(token);
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", from)
                .POST(BodyPublishers.ofString(form)));
    }

    HttpResponse<String> put(String path, @Nullable IssuedToken token, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).PUT(BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", basic(token));
        }
        return send(request);
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(origin.resolve(path)).header("Accept", "text/html");
        if (cookie != null) {
            request.header("Cookie", cookie);
        }
        return request;
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        for (String set : response.headers().allValues("Set-Cookie")) {
            String pair = set.split(";", 2)[0];
            cookie = pair.endsWith("=") ? null : pair;
        }
        Matcher token = FORM_TOKEN.matcher(response.body());
        if (token.find()) {
            formToken = token.group(1);
        }
        return response;
    }

    static String basic(IssuedToken token) {
        byte[] pair = ("any:" + token.secret().reveal()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
