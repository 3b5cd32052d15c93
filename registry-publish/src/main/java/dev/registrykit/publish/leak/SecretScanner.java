package dev.registrykit.publish.leak;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Someone who looks for leaked tokens and reports them with a signature: how its reports are recognised and answered.
 *
 * <p>All scanners speak GitHub's protocol: a JSON array of objects with {@code token}, {@code type}, {@code url} and
 * {@code source}, an ECDSA signature on P-256 with SHA-256 over the raw body, and two headers with the key's id and the
 * signature in base64 (<a
 * href="https://docs.github.com/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program">secret
 * scanning partner program</a>). They differ in header names, in where their keys lie, and in the answer that they read.
 */
public final class SecretScanner {
    /** In whose name {@link TokenReportEndpoint} reports; no scanner can have it. */
    static final String ANYONE = "anyone";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,39}");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,80}");

    private final String name;
    private final List<HeaderPair> headers;
    private final URI keys;
    private final Labels labels;

    /** The names of the headers with the key's id and the signature, in lower case. */
    record HeaderPair(String keyId, String signature) {}

    /** What a report is answered with. */
    enum Labels {
        RAW,
        HASHED,
        NONE
    }

    private SecretScanner(String name, List<HeaderPair> headers, URI keys, Labels labels) {
        this.name = name;
        this.headers = List.copyOf(headers);
        this.keys = keys;
        this.labels = labels;
    }

    /** GitHub: public repositories, and packages on npm. */
    public static SecretScanner github() {
        return named("github")
                .headers("Github-Public-Key-Identifier", "Github-Public-Key-Signature")
                .keysAt(URI.create("https://api.github.com/meta/public_keys/secret_scanning"))
                .build();
    }

    /** deps.dev: packages of many registries. It has had two pairs of header names, of which a report has one. */
    public static SecretScanner depsDev() {
        return named("deps.dev")
                .headers("DepsDev-Public-Key-Identifier", "DepsDev-Public-Key-Signature")
                .headers("GOSST-Public-Key-Identifier", "GOSST-Public-Key-Signature")
                .keysAt(URI.create("https://storage.googleapis.com/depsdev-gcp-public-keys/secret_scanning"))
                .build();
    }

    /**
     * A builder for another scanner.
     *
     * @param name stands in events: 1 to 40 lower-case letters, digits, dots and hyphens
     */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** This scanner with its keys in another place: a mirror, or a fake in tests. */
    public SecretScanner withKeysAt(URI address) {
        return new SecretScanner(name, headers, checkedKeys(address), labels);
    }

    /** This scanner, told of each token by its SHA-256 in hexadecimal instead of the token itself. */
    public SecretScanner withHashedLabels() {
        return new SecretScanner(name, headers, keys, Labels.HASHED);
    }

    /** This scanner, not told which tokens were real: each report is answered with 204. */
    public SecretScanner withoutLabels() {
        return new SecretScanner(name, headers, keys, Labels.NONE);
    }

    /** The name that stands in events. */
    public String name() {
        return name;
    }

    List<HeaderPair> headers() {
        return headers;
    }

    URI keys() {
        return keys;
    }

    Labels labels() {
        return labels;
    }

    private static URI checkedKeys(URI address) {
        if (address.getHost() == null || address.getRawUserInfo() != null || address.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "a scanner's keys lie at an absolute address without a user or fragment");
        }
        return address;
    }

    @Override
    public String toString() {
        return "SecretScanner[" + name + "]";
    }

    /** Collects what is known of a scanner; header names and the keys' address are required. */
    public static final class Builder {
        private final String name;
        private final List<HeaderPair> headers = new ArrayList<>();
        private @Nullable URI keys;

        private Builder(String name) {
            if (!NAME.matcher(name).matches() || name.equals(ANYONE)) {
                throw new IllegalArgumentException("a scanner's name has 1 to 40 lower-case letters, digits, dots and"
                        + " hyphens, and is not '" + ANYONE + "'");
            }
            this.name = name;
        }

        /** The headers with the key's id and the signature; further pairs may be added, of which a report has one. */
        public Builder headers(String keyId, String signature) {
            for (String header : List.of(keyId, signature)) {
                if (!HEADER.matcher(header).matches()) {
                    throw new IllegalArgumentException("a header's name has 1 to 80 letters, digits and hyphens");
                }
            }
            headers.add(new HeaderPair(keyId.toLowerCase(Locale.ROOT), signature.toLowerCase(Locale.ROOT)));
            return this;
        }

        /**
         * Where the scanner publishes its keys: {@code {"public_keys": [{"key_identifier", "key", "is_current"}]}}, or such
         * a list alone; {@code key} is a public key in PEM. A key that does not say whether it is current counts as such.
         */
        public Builder keysAt(URI address) {
            this.keys = checkedKeys(address);
            return this;
        }

        /**
         * The scanner.
         *
         * @throws IllegalStateException if headers or the keys' address are missing
         */
        public SecretScanner build() {
            if (headers.isEmpty()) {
                throw new IllegalStateException("a scanner needs its headers' names");
            }
            URI address = keys;
            if (address == null) {
                throw new IllegalStateException("a scanner needs the address of its keys");
            }
            return new SecretScanner(name, headers, address, Labels.RAW);
        }
    }
}
