package dev.registrykit.publish.token;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Refusal;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.AddressRange;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What narrows a token after it was issued: by time, actions, packages, addresses, version or files.
 *
 * <p>A request must meet every restriction of a token, whatever their order; so none can widen what another left. The text
 * form, in the store and in macaroons alike, is one line a dimension, a word and its values with single spaces between:
 *
 * <pre>
 * not-before 2026-12-01T00:00:00Z
 * expires 2026-12-02T00:00:00Z
 * actions publish-version read
 * packages maven:com.acme.** npm:@acme/x
 * addresses 192.0.2.0/24 2001:db8::/32
 * version 1.2.3
 * sha256 (64 hexadecimal digits, in lower case) …
 * </pre>
 *
 * Times are in UTC, to the second or the millisecond. Immutable.
 */
public final class Restriction {
    private static final int MAX_LENGTH = 8 * 1024;
    private static final int MAX_VALUES = 500;
    private static final Pattern TIME =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{3})?Z");
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private final @Nullable Instant notBefore;
    private final @Nullable Instant expiresAt;
    private final Set<Action> actions;
    private final Set<PackagePattern> packages;
    private final Set<AddressRange> addresses;
    private final @Nullable String version;
    private final Set<String> sha256;
    private final @Nullable String unknown;
    private final List<String> caveats;

    private Restriction(Builder builder, @Nullable String unknown) {
        this.notBefore = builder.notBefore;
        this.expiresAt = builder.expiresAt;
        this.actions = builder.actions;
        this.packages = builder.packages;
        this.addresses = builder.addresses;
        this.version = builder.version;
        this.sha256 = builder.sha256;
        this.unknown = unknown;
        this.caveats = unknown == null ? lines() : List.of(unknown);
    }

    /** One that says what this version does not understand: it allows nothing at all. */
    static Restriction notUnderstood(String line) {
        return new Restriction(builder(), line);
    }

    /** A builder for a restriction of at least one dimension. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The restriction that one line of the text form says.
     *
     * <p>Refused with {@link TokenReason#CAVEAT_UNKNOWN} when the word is not known, or the line is not exactly as {@link
     * #caveats()} would write it: what is not understood may be what was meant to narrow the token.
     */
    public static Decision<Restriction> ofCaveat(String line) {
        try {
            Restriction restriction = parse(line);
            if (restriction.caveats.size() == 1 && restriction.caveats.get(0).equals(line)) {
                return Decision.allowed(restriction);
            }
        } catch (IllegalArgumentException malformed) {
            // Refused below, without its text: nobody knows what it holds.
        }
        return new Decision.Refused<>(refusal());
    }

    /** As {@link #ofCaveat}, with what is not understood as one that allows nothing. */
    static Restriction stored(String line) {
        return ofCaveat(line) instanceof Decision.Allowed<Restriction> known ? known.value() : notUnderstood(line);
    }

    /** What a token with a restriction that is not understood is answered. */
    static Refusal refusal() {
        return Refusal.of(
                TokenReason.CAVEAT_UNKNOWN, "The token has a restriction that this registry does not understand.");
    }

    /** All of them, refused when one is not understood. */
    static Decision<List<Restriction>> understood(List<Restriction> all) {
        return all.stream().allMatch(Restriction::isUnderstood)
                ? Decision.allowed(all)
                : new Decision.Refused<>(refusal());
    }

    private static Restriction parse(String line) {
        int space = line.indexOf(' ');
        if (space < 0 || line.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("not a restriction");
        }
        List<String> values = Arrays.asList(line.substring(space + 1).split(" ", -1));
        Builder builder = new Builder();
        return switch (line.substring(0, space)) {
            case "not-before" -> builder.notBefore(time(values)).made();
            case "expires" -> builder.expiresAt(time(values)).made();
            case "actions" -> builder.actions(each(values, Action::named)).made();
            case "packages" ->
                builder.packages(each(values, PackagePattern::parse)).made();
            case "addresses" ->
                builder.addresses(each(values, AddressRange::parse)).made();
            case "version" -> builder.version(only(values)).made();
            case "sha256" -> builder.sha256(values).made();
            default -> throw new IllegalArgumentException("not a restriction");
        };
    }

    private static String only(List<String> values) {
        if (values.size() != 1) {
            throw new IllegalArgumentException("one value is expected");
        }
        return values.get(0);
    }

    private static Instant time(List<String> values) {
        String text = only(values);
        if (!TIME.matcher(text).matches()) {
            throw new IllegalArgumentException("not a time");
        }
        try {
            return LocalDateTime.of(
                            number(text, 0, 4),
                            number(text, 5, 7),
                            number(text, 8, 10),
                            number(text, 11, 13),
                            number(text, 14, 16),
                            number(text, 17, 19),
                            text.length() > 20 ? number(text, 20, 23) * 1_000_000 : 0)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException noSuchDay) {
            throw new IllegalArgumentException("not a time", noSuchDay);
        }
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    private static <T> List<T> each(List<String> values, Function<String, T> parse) {
        if (values.size() > MAX_VALUES) {
            throw new IllegalArgumentException("too many values");
        }
        List<T> parsed = new ArrayList<>(values.size());
        values.forEach(value -> parsed.add(parse.apply(value)));
        return parsed;
    }

    /**
     * False for what a later version of this library wrote into the store: the token can be listed and revoked, and
     * authenticates nothing.
     */
    public boolean isUnderstood() {
        return unknown == null;
    }

    /** The text form, one line a dimension. */
    public List<String> caveats() {
        return caveats;
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (notBefore != null) {
            lines.add("not-before " + notBefore);
        }
        if (expiresAt != null) {
            lines.add("expires " + expiresAt);
        }
        addLine(lines, "actions", actions);
        addLine(lines, "packages", packages);
        addLine(lines, "addresses", addresses);
        if (version != null) {
            lines.add("version " + version);
        }
        addLine(lines, "sha256", sha256);
        return List.copyOf(lines);
    }

    private static void addLine(List<String> lines, String word, Collection<?> values) {
        if (!values.isEmpty()) {
            StringBuilder line = new StringBuilder(word);
            values.forEach(value -> line.append(' ').append(value));
            lines.add(line.toString());
        }
    }

    /** From when on a request may use the token, or null for no such bound. */
    public @Nullable Instant notBefore() {
        return notBefore;
    }

    /** From when on no request may use the token, or null for no such bound. */
    public @Nullable Instant expiresAt() {
        return expiresAt;
    }

    /** The only actions; empty when they are not restricted. */
    public Set<Action> actions() {
        return actions;
    }

    /** The only packages; empty when they are not restricted. */
    public Set<PackagePattern> packages() {
        return packages;
    }

    /** The only addresses; empty when they are not restricted. */
    public Set<AddressRange> addresses() {
        return addresses;
    }

    /** The only version that may be published, or null for any. */
    public @Nullable String version() {
        return version;
    }

    /** The SHA-256 of the only files that may be published, in lower-case hex; empty when they are not restricted. */
    public Set<String> sha256() {
        return sha256;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Restriction that && caveats.equals(that.caveats);
    }

    @Override
    public int hashCode() {
        return caveats.hashCode();
    }

    @Override
    public String toString() {
        return "Restriction" + caveats;
    }

    /** Collects the dimensions. */
    public static final class Builder {
        private @Nullable Instant notBefore;
        private @Nullable Instant expiresAt;
        private Set<Action> actions = Set.of();
        private Set<PackagePattern> packages = Set.of();
        private Set<AddressRange> addresses = Set.of();
        private @Nullable String version;
        private Set<String> sha256 = Set.of();

        private Builder() {}

        /** From when on a request may use the token; cut to the millisecond, in the years 0 to 9999. */
        public Builder notBefore(Instant time) {
            this.notBefore = bounded(time);
            return this;
        }

        /** From when on no request may use the token; as above. */
        public Builder expiresAt(Instant time) {
            this.expiresAt = bounded(time);
            return this;
        }

        private static Instant bounded(Instant time) {
            if (time.isBefore(FIRST) || time.isAfter(LAST)) {
                throw new IllegalArgumentException("a restriction's time lies in the years 0 to 9999");
            }
            return time.truncatedTo(ChronoUnit.MILLIS);
        }

        /** The only actions, at least one. */
        public Builder actions(Collection<Action> only) {
            this.actions = some(only);
            return this;
        }

        /** The only packages, at least one pattern and at most 500. */
        public Builder packages(Collection<PackagePattern> only) {
            this.packages = some(only);
            return this;
        }

        /** The only addresses, at least one range and at most 500. */
        public Builder addresses(Collection<AddressRange> only) {
            this.addresses = some(only);
            return this;
        }

        /**
         * The only version that may be published.
         *
         * @throws dev.registrykit.core.name.InvalidNameException if it is no version
         */
        public Builder version(String only) {
            this.version = Release.of(TokenRequest.ANY, only).version();
            return this;
        }

        /** The SHA-256 of the only files that may be published, in hex; at least one and at most 500. */
        public Builder sha256(Collection<String> only) {
            this.sha256 = some(only.stream().map(RequestedAccess::digest).toList());
            return this;
        }

        /** An empty set would say the opposite of what it looks like. */
        private static <T> Set<T> some(Collection<T> only) {
            if (only.isEmpty() || only.size() > MAX_VALUES) {
                throw new IllegalArgumentException("a dimension of a restriction has 1 to 500 values");
            }
            return only.size() == 1
                    ? Set.of(only.iterator().next())
                    : Collections.unmodifiableSet(new LinkedHashSet<>(only));
        }

        /**
         * The restriction.
         *
         * @throws IllegalStateException if it restricts nothing, or a dimension's text form has more than 8,192 characters
         */
        public Restriction build() {
            Restriction restriction = made();
            // What is stored has to be read again: a token with a restriction that nobody understands is of no use.
            for (String line : restriction.caveats()) {
                if (!ofCaveat(line).isAllowed()) {
                    throw new IllegalStateException("a dimension of a restriction has at most 8,192 characters");
                }
            }
            return restriction;
        }

        private Restriction made() {
            Restriction restriction = new Restriction(this, null);
            if (restriction.caveats().isEmpty()) {
                throw new IllegalStateException("a restriction has at least one dimension");
            }
            return restriction;
        }
    }
}
