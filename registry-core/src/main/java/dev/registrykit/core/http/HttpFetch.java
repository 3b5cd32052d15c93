package dev.registrykit.core.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;

/**
 * Fetches one document by HTTP GET, within limits, from an address that the operator's configuration named.
 *
 * <p>Implementations follow no redirect, send no cookies or credentials, accept status 200 only, and end within the
 * time limit whatever the server does. Callers allow-list the host before they call. Safe to share between threads.
 */
@FunctionalInterface
public interface HttpFetch {

    /**
     * The body of the document at {@code uri}.
     *
     * <p>The bytes are those of the wire: a content coding is neither asked for nor undone.
     *
     * @param maxBytes the largest body that is accepted, at least 1
     * @param timeout the longest time for the whole exchange, connection included; at least one millisecond
     * @throws FetchException if the document cannot be had within the limits
     */
    byte[] get(URI uri, int maxBytes, Duration timeout) throws FetchException;

    /** The JDK's client, over https only. */
    static HttpFetch https() {
        return new JdkHttpFetch(HttpClient.newBuilder(), false);
    }

    /** As {@link #https()}, but plain http is accepted for addresses on the loopback interface: for tests and demonstrations. */
    static HttpFetch acceptLoopbackHttp() {
        return new JdkHttpFetch(HttpClient.newBuilder(), true);
    }

    /**
     * As {@link #https()}, with a client of the host's configuration: its proxy, trust store and executor.
     *
     * <p>Redirects are switched off whatever the builder says.
     */
    static HttpFetch https(HttpClient.Builder client) {
        return new JdkHttpFetch(client, false);
    }
}
