package dev.registrykit.publish.trusted;

import dev.registrykit.core.name.InvalidNameException;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much less than its publisher gives a job wants its API token to be good for.
 *
 * <p>It narrows only: nothing in it can give a token more packages, actions or time than the publisher has. A job that
 * knows what it is about to publish should say so, because whoever steals the token later can then do nothing else.
 */
public final class ExchangeRequest {
    /** The most files whose digests one request may name. */
    public static final int MAX_DIGESTS = 100;

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final ExchangeRequest WHOLE = builder().build();

    private final @Nullable PackageName packageName;
    private final @Nullable String version;
    private final List<String> digests;
    private final boolean singleUse;
    private final boolean stageOnly;

    private ExchangeRequest(Builder builder) {
        this.packageName = builder.packageName;
        this.version = builder.version;
        this.digests = List.copyOf(builder.digests);
        this.singleUse = builder.singleUse;
        this.stageOnly = builder.stageOnly;
    }

    /** Everything that the publisher gives. */
    public static ExchangeRequest whole() {
        return WHOLE;
    }

    /** A builder for a request that narrows nothing yet. */
    public static Builder builder() {
        return new Builder();
    }

    @Nullable PackageName packageName() {
        return packageName;
    }

    @Nullable String version() {
        return version;
    }

    List<String> digests() {
        return digests;
    }

    boolean isSingleUse() {
        return singleUse;
    }

    boolean isStageOnly() {
        return stageOnly;
    }

    @Override
    public String toString() {
        return "ExchangeRequest[" + (packageName == null ? "all packages" : packageName)
                + (version == null ? "" : "@" + version)
                + (digests.isEmpty() ? "" : ", " + digests.size() + " digests")
                + (singleUse ? ", single use" : "")
                + (stageOnly ? ", stage only" : "")
                + "]";
    }

    /** Collects what the token is to be narrowed to. */
    public static final class Builder {
        private @Nullable PackageName packageName;
        private @Nullable String version;
        private final Set<String> digests = new LinkedHashSet<>();
        private boolean singleUse;
        private boolean stageOnly;

        private Builder() {}

        /** For this package alone. */
        public Builder packageName(PackageName name) {
            this.packageName = name;
            return this;
        }

        /**
         * For releases of this version alone.
         *
         * @throws InvalidNameException if it is not of the form that {@link Release} states
         */
        public Builder version(String text) {
            this.version = Release.of(PackageName.npm("any"), text).version();
            return this;
        }

        /**
         * For files with this SHA-256 alone; call it once for each file, at most {@value #MAX_DIGESTS} times.
         *
         * @param hex 64 hexadecimal digits
         * @throws IllegalArgumentException if it is not of that form
         */
        public Builder sha256(String hex) {
            String lower = hex.toLowerCase(Locale.ROOT);
            if (!SHA256.matcher(lower).matches()) {
                throw new IllegalArgumentException("a SHA-256 has 64 hexadecimal digits");
            }
            digests.add(lower);
            return this;
        }

        /** For one release alone. */
        public Builder singleUse() {
            this.singleUse = true;
            return this;
        }

        /** For staging a version alone, which a person approves later. */
        public Builder stageOnly() {
            this.stageOnly = true;
            return this;
        }

        /**
         * The request.
         *
         * @throws IllegalStateException if it names too many digests
         */
        public ExchangeRequest build() {
            if (digests.size() > MAX_DIGESTS) {
                throw new IllegalStateException("a request names at most " + MAX_DIGESTS + " digests");
            }
            return new ExchangeRequest(this);
        }
    }
}
