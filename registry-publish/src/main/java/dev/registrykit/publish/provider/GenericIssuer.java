package dev.registrykit.publish.provider;

import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.oidc.SignatureAlgorithm;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An issuer that has no class of its own: the operator says which claim of its tokens means what.
 *
 * <p>It is not built unless it names the claim with the job's immutable id and the claim that says which build
 * instructions ran; both are required of every token, and policies of {@link #policy} must give both. All claims are text.
 * Nothing is known of the issuer's dangerous jobs: {@link Builder#demand} the claims that exclude them.
 */
public final class GenericIssuer extends CiProvider {
    private final SignatureAlgorithm algorithm;
    private final @Nullable String keysHost;
    private final boolean statesOwner;
    private final boolean statesEvent;

    private GenericIssuer(Settings settings, Builder builder) {
        super(settings);
        this.algorithm = builder.algorithm;
        this.keysHost = builder.keysHost;
        this.statesOwner = builder.ownerId != null;
        this.statesEvent = builder.event != null;
    }

    /**
     * A builder for an issuer.
     *
     * @throws IllegalArgumentException if it is no https address without a trailing slash
     */
    public static Builder builder(String issuer) {
        return new Builder(Issuers.address(issuer));
    }

    @Override
    public SignatureAlgorithm algorithm() {
        return algorithm;
    }

    @Override
    public String keysHost() {
        return keysHost == null ? super.keysHost() : keysHost;
    }

    /**
     * A policy builder for the jobs of one repository, project or pipeline. Still to be given: {@code repositoryId} with
     * the value of the claim of {@link Builder#immutableId}, {@code ownerId} when there is {@link Builder#ownerId}, and
     * {@code buildConfig} with the value of the claim of {@link Builder#buildInstructions}.
     *
     * @param name what a page shows; the value of the claim of {@link Builder#name} when there is one
     */
    public WorkloadPolicy.Builder policy(String name) {
        WorkloadPolicy.Builder policy = policyFor(name);
        if (!statesOwner) {
            policy.acceptNoOwnerId();
        }
        return statesEvent ? policy : policy.acceptUnstatedEvent();
    }

    @Override
    void complete(Claims claims, WorkloadIdentity.Builder job) {
        // The row says it all.
    }

    /** Collects which claim means what. */
    public static final class Builder {
        private static final Form CLAIM = Form.of("[\\x21-\\x7e]{1,200}");
        private static final Form HOST = Form.of("[a-z0-9.-]{1,200}(:[0-9]{1,5})?");

        private final String issuer;
        private final Map<String, String> demands = new LinkedHashMap<>();
        private final Map<String, Meaning> optional = new LinkedHashMap<>();
        private SignatureAlgorithm algorithm = SignatureAlgorithm.RS256;
        private @Nullable String keysHost;
        private @Nullable String immutableId;
        private @Nullable String ownerId;
        private @Nullable String buildInstructions;
        private @Nullable String event;
        private boolean noTokenId;
        private @Nullable Duration longest;

        private Builder(String issuer) {
            this.issuer = issuer;
        }

        /** The claim with the immutable id of the repository, project or pipeline; required. */
        public Builder immutableId(String claim) {
            immutableId = checked(claim);
            return this;
        }

        /** The claim with the immutable id of the owner; policies must then give one. */
        public Builder ownerId(String claim) {
            ownerId = checked(claim);
            return this;
        }

        /** The claim that says which build instructions ran: a pipeline definition, a workflow file; required. */
        public Builder buildInstructions(String claim) {
            buildInstructions = checked(claim);
            return this;
        }

        /** The claim with the name that people know the repository, project or pipeline by. */
        public Builder name(String claim) {
            return optional(claim, WorkloadIdentity.Builder::sourceRepository);
        }

        /** The claim with the full ref, {@code refs/tags/v1.0.0}, say. */
        public Builder ref(String claim) {
            return optional(claim, new Meaning(WorkloadIdentity.Builder::sourceRef, Forms.REF));
        }

        /** The claim with the commit. */
        public Builder commit(String claim) {
            return optional(claim, WorkloadIdentity.Builder::sourceDigest);
        }

        /** The claim with the deployment environment. */
        public Builder environment(String claim) {
            return optional(claim, WorkloadIdentity.Builder::environment);
        }

        /** The claim with the event that started the job; policies then demand one, and refuse the usual dangerous ones. */
        public Builder event(String claim) {
            event = checked(claim);
            return this;
        }

        /** The claim that names the run, for the record of what it published. */
        public Builder run(String claim) {
            return optional(claim, WorkloadIdentity.Builder::runInvocation);
        }

        /** A further claim that policies can demand and records keep. */
        public Builder keep(String claim) {
            return optional(claim, (job, value) -> job.claim(claim, value));
        }

        /** Refuses each job whose claim is not this text, whatever a policy says. */
        public Builder demand(String claim, String value) {
            demands.put(checked(claim), value);
            return this;
        }

        /** The algorithm that its tokens are signed with, RS256 unless given. */
        public Builder algorithm(SignatureAlgorithm only) {
            algorithm = only;
            return this;
        }

        /**
         * The host that its keys lie on, with a port when it is not the scheme's; the issuer's own unless given.
         *
         * <p>Risk: who holds that host makes tokens of this issuer.
         */
        public Builder acceptKeysHost(String host) {
            keysHost = Forms.checked("a host", host, HOST);
            return this;
        }

        /**
         * Takes tokens without an id of their own ({@code jti}); their replay is known by what was signed.
         *
         * <p>Risk: two tokens that are the same but for their signature count as one, so a job gets by with one exchange.
         */
        public Builder acceptNoTokenId() {
            noTokenId = true;
            return this;
        }

        /**
         * Takes tokens that are valid for up to {@code longest}, a day at most, instead of an hour.
         *
         * <p>Risk: a token that leaks can be used for longer, once.
         */
        public Builder acceptLifetime(Duration longest) {
            this.longest = longest;
            return this;
        }

        private record Meaning(Row.Field field, Form form) {}

        private Builder optional(String claim, Row.Field field) {
            return optional(claim, new Meaning(field, Forms.LINE));
        }

        private Builder optional(String claim, Meaning meaning) {
            if (optional.put(checked(claim), meaning) != null) {
                throw new IllegalArgumentException("a claim has one meaning");
            }
            return this;
        }

        private static String checked(String claim) {
            return Forms.checked("a claim's name", claim, CLAIM);
        }

        /**
         * The provider.
         *
         * @throws IllegalStateException if it names no claim for an immutable id, or none for the build instructions
         */
        public GenericIssuer build() {
            if (immutableId == null) {
                throw new IllegalStateException("a generic issuer names the claim with an immutable id");
            }
            if (buildInstructions == null) {
                throw new IllegalStateException(
                        "a generic issuer names the claim that says which build instructions ran");
            }
            Row row = Row.of("GenericIssuer")
                    .id(WorkloadIdentity.Builder::sourceRepositoryId, immutableId, Forms.LINE)
                    .must(WorkloadIdentity.Builder::buildConfig, buildInstructions, Forms.LINE);
            if (ownerId != null) {
                row.id(WorkloadIdentity.Builder::sourceRepositoryOwnerId, ownerId, Forms.LINE);
            }
            if (event != null) {
                row.must(WorkloadIdentity.Builder::trigger, event, Forms.LINE);
            }
            optional.forEach((claim, meaning) -> row.may(meaning.field, claim, meaning.form));
            demands.forEach((claim, value) ->
                    row.demand(claim, value, "The job's claim '" + claim + "' is not what this registry demands."));
            if (noTokenId) {
                row.noTokenId();
            }
            Settings settings = Settings.of(row, issuer);
            return new GenericIssuer(longest == null ? settings : settings.acceptLifetime(longest), this);
        }
    }
}
