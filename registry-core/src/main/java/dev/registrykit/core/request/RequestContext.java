package dev.registrykit.core.request;

import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one request tells: method, path, headers, the client's address and an opaque session id, in one immutable value.
 *
 * <p>Header names are compared without regard to case (RFC 9110 section 5.1). The address is the one that the host
 * trusts: a host behind a proxy resolves forwarding headers before it builds this value. {@link #toString()} shows neither
 * the path nor header values, because both can carry credentials: npm's web login has a device code in its path.
 */
public final class RequestContext {
    private final String method;
    private final String path;
    private final Map<String, List<String>> headers;
    private final String clientAddress;
    private final @Nullable String sessionId;

    private RequestContext(Builder builder) {
        this.method = builder.method;
        this.path = builder.path;
        this.clientAddress = builder.clientAddress;
        this.sessionId = builder.sessionId;
        Map<String, List<String>> copy = new LinkedHashMap<>();
        builder.headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        this.headers = copy;
    }

    /** A builder for a request with this method and path; the path is raw, without the query. */
    public static Builder builder(String method, String path) {
        return new Builder(method, path);
    }

    /** The method in upper case, for example {@code POST}. */
    public String method() {
        return method;
    }

    /** The raw path, without the query. */
    public String path() {
        return path;
    }

    /** All values of the header, in order of arrival; empty when it is absent. */
    public List<String> headers(String name) {
        // Who asks in lower case, as this library does, needs no look at each letter.
        List<String> values = headers.get(name);
        return values == null ? headers.getOrDefault(lowerCase(name), List.of()) : values;
    }

    /** Lower case for A to Z alone, so that no other letter of Unicode is taken for one of a header name. */
    private static String lowerCase(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (isUpperCase(name.charAt(i))) {
                return changed(name);
            }
        }
        return name;
    }

    private static String changed(String name) {
        StringBuilder lower = new StringBuilder(name);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (isUpperCase(c)) {
                lower.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return lower.toString();
    }

    private static boolean isUpperCase(char c) {
        return c >= 'A' && c <= 'Z';
    }

    /** The header's first value, or null when it is absent. Never use it for credentials: they must not be repeated. */
    public @Nullable String firstHeader(String name) {
        List<String> values = headers(name);
        return values.isEmpty() ? null : values.get(0);
    }

    /** The client's address as the host trusts it, in text form; empty when unknown. */
    public String clientAddress() {
        return clientAddress;
    }

    /** The host's opaque id of the browser session, or null when there is none. */
    public @Nullable String sessionId() {
        return sessionId;
    }

    @Override
    public String toString() {
        return "RequestContext[" + method + ", headers " + headers.keySet() + "]";
    }

    /** Collects what a request tells. */
    public static final class Builder {
        private final String method;
        private final String path;
        private final Map<String, List<String>> headers = new LinkedHashMap<>();
        private String clientAddress = "";
        private @Nullable String sessionId;

        private Builder(String method, String path) {
            this.method = method.toUpperCase(Locale.ROOT);
            this.path = Objects.requireNonNull(path, "path");
        }

        /** Adds one value of a header; a header that arrived twice is added twice. */
        public Builder header(String name, String value) {
            headers.computeIfAbsent(lowerCase(name), key -> new ArrayList<>()).add(value);
            return this;
        }

        /** Adds all values of all headers, for example those of a servlet or of {@code java.net.http}. */
        public Builder headers(Map<String, ? extends Iterable<String>> all) {
            all.forEach((name, values) -> values.forEach(value -> header(name, value)));
            return this;
        }

        /**
         * Adds all values of all headers of a servlet request, whose methods fit: {@code headers(request.getHeaderNames(),
         * request::getHeaders)}.
         */
        public Builder headers(Enumeration<String> names, Function<String, Enumeration<String>> values) {
            names.asIterator()
                    .forEachRemaining(
                            name -> values.apply(name).asIterator().forEachRemaining(value -> header(name, value)));
            return this;
        }

        /** The client's address as the host trusts it. */
        public Builder clientAddress(String address) {
            this.clientAddress = address;
            return this;
        }

        /** The host's opaque id of the browser session. */
        public Builder sessionId(@Nullable String id) {
            this.sessionId = id;
            return this;
        }

        /** The request. */
        public RequestContext build() {
            return new RequestContext(this);
        }
    }
}
