package dev.registrykit.attest.expectation;

import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which signer is trusted to speak for which builder, and up to which SLSA build level: the roots of trust of SLSA's
 * verification (slsa.dev/spec/v1.0/verifying-artifacts, step 1).
 *
 * <p>A builder's id alone says nothing, since everybody can write it: it counts together with the signer. A workflow that is
 * given without {@code @ref} is trusted at the tags of its released versions alone, {@code refs/tags/v1.2.3}; branches move.
 */
public final class TrustedBuilders {
    private static final String GITHUB = "https://token.actions.githubusercontent.com";
    private static final String RUNNER = "https://github.com/actions/runner";
    private static final String GENERATOR =
            "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/";
    private static final int MAX_LEVEL = 3;

    private final List<Root> roots;

    /** One row: whether signer and builder match it. */
    private interface Match {
        boolean matches(VerifiedAttestation attestation, String builderId);
    }

    private record Root(int level, Match match) {}

    private TrustedBuilders(List<Root> roots) {
        this.roots = List.copyOf(roots);
    }

    /** A builder of an empty table. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The builders of GitHub Actions: level 2 for any workflow on GitHub's own machines, as npm and GitHub's attestations
     * state it, and level 3 for the reusable workflows of slsa-github-generator. To add some, start from {@link #builder()}
     * and {@link Builder#gitHub()}.
     */
    public static TrustedBuilders gitHub() {
        return builder().gitHub().build();
    }

    /** The highest level up to which the attestation's signer may speak for this builder; 0 for not at all. */
    int levelOf(VerifiedAttestation attestation, String builderId) {
        return roots.stream()
                .filter(root -> root.match.matches(attestation, builderId))
                .mapToInt(Root::level)
                .max()
                .orElse(0);
    }

    /** Collects rows; of several that match, the highest level counts. */
    public static final class Builder {
        private final List<Root> roots = new ArrayList<>();

        private Builder() {}

        private Builder add(int level, Match match) {
            if (level < 1 || level > MAX_LEVEL) {
                throw new IllegalArgumentException("a build level is 1 to " + MAX_LEVEL);
            }
            roots.add(new Root(level, match));
            return this;
        }

        private static @Nullable String workflow(VerifiedAttestation attestation, String issuer) {
            SignerIdentity signer = attestation.signer();
            return signer != null
                            && attestation.workload() != null
                            && signer.issuer().equals(issuer)
                    ? signer.name()
                    : null;
        }

        /** A workflow that names itself as the builder, usually a reusable one; its URL with or without {@code @ref}. */
        public Builder workflow(String issuer, String url, int level) {
            return add(level, (attestation, builderId) -> {
                String signer = workflow(attestation, issuer);
                return Urls.isBuilder(url, signer) && builderId.equals(signer);
            });
        }

        /** A workflow that signs for another builder that ran before it; both URLs with or without {@code @ref}. */
        public Builder delegated(String issuer, String url, String builderUrl, int level) {
            return add(
                    level,
                    (attestation, builderId) -> Urls.isBuilder(url, workflow(attestation, issuer))
                            && Urls.isBuilder(builderUrl, builderId));
        }

        /** The CI system as the builder: any of its jobs may name this id. */
        public Builder platform(String issuer, String builderUrl, int level) {
            return add(
                    level,
                    (attestation, builderId) -> workflow(attestation, issuer) != null && builderId.equals(builderUrl));
        }

        /** Any workflow of the CI system that names itself as the builder, at whatever ref. */
        public Builder anyWorkflow(String issuer, int level) {
            return add(level, (attestation, builderId) -> builderId.equals(workflow(attestation, issuer)));
        }

        /** A builder that signs with a plain key of its own, by the hint under which the verifier trusts it. */
        public Builder key(String hint, String builderUrl, int level) {
            return add(
                    level,
                    (attestation, builderId) -> hint.equals(attestation.keyHint()) && builderId.equals(builderUrl));
        }

        /** Adds the rows of {@link TrustedBuilders#gitHub()}. */
        public Builder gitHub() {
            platform(GITHUB, RUNNER + "/github-hosted", 2);
            platform(GITHUB, RUNNER, 2);
            anyWorkflow(GITHUB, 2);
            for (String own : List.of(
                    "generator_generic_slsa3.yml",
                    "generator_container_slsa3.yml",
                    "builder_go_slsa3.yml",
                    "builder_container-based_slsa3.yml")) {
                workflow(GITHUB, GENERATOR + own, MAX_LEVEL);
            }
            for (String delegating : List.of(
                    "builder_nodejs_slsa3.yml",
                    "builder_maven_slsa3.yml",
                    "builder_gradle_slsa3.yml",
                    "builder_bazel_slsa3.yml")) {
                delegated(
                        GITHUB, GENERATOR + "delegator_lowperms-generic_slsa3.yml", GENERATOR + delegating, MAX_LEVEL);
            }
            return this;
        }

        /**
         * The table.
         *
         * @throws IllegalStateException if it is empty
         */
        public TrustedBuilders build() {
            if (roots.isEmpty()) {
                throw new IllegalStateException("name at least one builder");
            }
            return new TrustedBuilders(roots);
        }
    }
}
