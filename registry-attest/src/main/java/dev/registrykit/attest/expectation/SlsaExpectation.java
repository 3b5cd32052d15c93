package dev.registrykit.attest.expectation;

import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.core.decision.Decision;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SLSA's verification of provenance, for an artifact of any ecosystem (slsa.dev/spec/v1.0/verifying-artifacts): a trusted
 * builder built it, from this source, in a way that is understood.
 *
 * <p>Where a CI job signed, its certificate and the provenance must agree on repository, ref, commit, event and run; the job
 * ran on a hosted machine; and no pull request was built. External parameters that the type of the build does not have are
 * refused, because nobody knows what they did.
 *
 * <pre>{@code
 * var expected = SlsaExpectation.builder(TrustedBuilders.gitHub(), "https://github.com/acme/widget").level(3).tag("v1.2.3").build();
 * var build = attest.verify(bundle, digest, expected.asSigner()).then(expected::check);
 * }</pre>
 */
public final class SlsaExpectation {
    private final Terms terms;

    /** What was asked for; {@link SlsaCheck} holds an attestation against it. */
    static final class Terms {
        final TrustedBuilders builders;
        final String source;
        final Map<String, Set<String>> buildTypes = BuildTypes.known();
        final Map<String, String> inputs = new TreeMap<>();
        int level = 1;

        @Nullable String builderId;

        @Nullable String ref;

        @Nullable Pattern versionedTag;

        boolean unknownParameters;
        boolean selfHosted;
        boolean pullRequests;

        Terms(TrustedBuilders builders, String source) {
            this.builders = builders;
            this.source = source;
        }

        Terms copy() {
            Terms copy = new Terms(builders, source);
            copy.buildTypes.putAll(buildTypes);
            copy.inputs.putAll(inputs);
            copy.level = level;
            copy.builderId = builderId;
            copy.ref = ref;
            copy.versionedTag = versionedTag;
            copy.unknownParameters = unknownParameters;
            copy.selfHosted = selfHosted;
            copy.pullRequests = pullRequests;
            return copy;
        }
    }

    private SlsaExpectation(Terms terms) {
        this.terms = terms;
    }

    /**
     * A builder.
     *
     * @param builders which are trusted
     * @param source the repository's URL, for example {@code https://github.com/acme/widget}
     */
    public static Builder builder(TrustedBuilders builders, String source) {
        return new Builder(new Terms(builders, source));
    }

    /** This expectation as the signer that a verification is told to expect. */
    public SignerPolicy asSigner() {
        return SignerPolicy.matching(attestation -> check(attestation).map(build -> attestation));
    }

    /**
     * The build, when it is the expected one.
     *
     * <p>Refused with an {@link ExpectationReason}, with a {@link dev.registrykit.attest.statement.StatementReason} when the
     * statement is no SLSA provenance, or with a {@link dev.registrykit.core.workload.WorkloadReason} for the kind of machine
     * and for what the certificate does not state.
     */
    public Decision<SlsaBuild> check(VerifiedAttestation attestation) {
        return new SlsaCheck(terms, attestation).decide();
    }

    /** Collects what is expected. */
    public static final class Builder {
        private static final Pattern VERSION = Pattern.compile("v?[0-9]+(\\.[0-9]+){0,2}");

        private final Terms terms;

        private Builder(Terms terms) {
            this.terms = terms;
        }

        /** The lowest SLSA build level that is accepted, 1 to 3; 1 by default. */
        public Builder level(int lowest) {
            if (lowest < 1 || lowest > 3) {
                throw new IllegalArgumentException("a build level is 1 to 3");
            }
            terms.level = lowest;
            return this;
        }

        /** The one builder that is accepted among the trusted ones; without {@code @ref} at any released version. */
        public Builder builderId(String uri) {
            terms.builderId = uri;
            return this;
        }

        /** The full ref that must have been built; by default any that is no pull request's. */
        public Builder ref(String fullRef) {
            if (!fullRef.startsWith("refs/")) {
                throw new IllegalArgumentException("a ref is given in full, starting with refs/");
            }
            terms.ref = fullRef;
            return this;
        }

        /** The branch that must have been built. */
        public Builder branch(String name) {
            return ref("refs/heads/" + name);
        }

        /** The tag that must have been built. */
        public Builder tag(String name) {
            return ref("refs/tags/" + name);
        }

        /**
         * The beginning of the semantic version that the tag must name: {@code v1.2} for {@code v1.2.0} and {@code v1.2.7},
         * never for {@code v1.20.0} or the pre-release {@code v1.2.0-rc1}.
         */
        public Builder versionedTag(String version) {
            if (!VERSION.matcher(version).matches()) {
                throw new IllegalArgumentException("a versioned tag is v1, v1.2 or v1.2.3");
            }
            int dots = version.length() - version.replace(".", "").length();
            terms.versionedTag =
                    Pattern.compile("refs/tags/" + Pattern.quote(version) + "(\\.[0-9]+){" + (2 - dots) + "}");
            return this;
        }

        /** A type of build that is understood besides the public ones, with the external parameters that it has. */
        public Builder buildType(String uri, String... externalParameters) {
            terms.buildTypes.put(uri, Set.of(externalParameters));
            return this;
        }

        /** An input with which the workflow must have been started by hand; anything else that starts one states none. */
        public Builder workflowInput(String name, String value) {
            terms.inputs.put(name, value);
            return this;
        }

        /** Accepts external parameters that the type of the build does not have. Risk: nobody knows what they changed. */
        public Builder acceptUnknownExternalParameters() {
            terms.unknownParameters = true;
            return this;
        }

        /** Accepts jobs on machines that the CI system does not host. Risk: whoever holds such a machine can change what it builds. */
        public Builder acceptSelfHostedRunner() {
            terms.selfHosted = true;
            return this;
        }

        /** Accepts builds of pull requests. Risk: strangers can open one. */
        public Builder acceptPullRequestBuild() {
            terms.pullRequests = true;
            return this;
        }

        /**
         * The expectation.
         *
         * @throws IllegalStateException if both a ref and a versioned tag are given
         */
        public SlsaExpectation build() {
            if (terms.ref != null && terms.versionedTag != null) {
                throw new IllegalStateException("name a ref or the version that its tag names, not both");
            }
            return new SlsaExpectation(terms.copy());
        }
    }
}
