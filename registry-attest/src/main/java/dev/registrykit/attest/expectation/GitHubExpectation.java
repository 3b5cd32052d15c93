package dev.registrykit.attest.expectation;

import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.statement.SlsaProvenance;
import dev.registrykit.attest.statement.Statement;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadReason;
import org.jspecify.annotations.Nullable;

/**
 * An artifact attestation of GitHub: made by a workflow of this repository or owner, on GitHub's machines.
 *
 * <p>This asks what {@code gh attestation verify} asks, by names. Names change hands: for what is published again and again
 * a {@link dev.registrykit.core.workload.WorkloadPolicy} pins ids, or {@link Builder#repositoryId} does so here. Every
 * comparison is of the whole text; there are no patterns.
 *
 * <pre>{@code
 * var expected = GitHubExpectation.repository("acme/widget").signerWorkflow("acme/builds/.github/workflows/build.yml").build();
 * var verified = attest.verify(bundle, digest, expected.asSigner());
 * }</pre>
 */
public final class GitHubExpectation {
    private static final String SERVER = "https://github.com/";
    private static final String ISSUER = "https://token.actions.githubusercontent.com";
    private static final String HOSTED = "github-hosted";

    private final String source;
    private final boolean ownerOnly;
    private final Builder terms;

    private GitHubExpectation(Builder terms) {
        this.source = terms.source;
        this.ownerOnly = terms.ownerOnly;
        this.terms = new Builder(terms);
    }

    /** A builder for attestations of one repository, as {@code owner/name}. */
    public static Builder repository(String ownerAndName) {
        if (!ownerAndName.matches("[^/@]+/[^/@]+")) {
            throw new IllegalArgumentException("a repository is given as owner/name");
        }
        return new Builder(SERVER + ownerAndName, false);
    }

    /** A builder for attestations of all repositories of one owner. */
    public static Builder owner(String name) {
        if (!name.matches("[^/@]+")) {
            throw new IllegalArgumentException("an owner is given by its name");
        }
        return new Builder(SERVER + name, true);
    }

    /** This expectation as the signer that a verification is told to expect. */
    public SignerPolicy asSigner() {
        return SignerPolicy.matching(this::check);
    }

    /**
     * The attestation, when it is the expected one; refused with a {@link WorkloadReason} for the workflow and with an
     * {@link ExpectationReason} for the rest.
     */
    public Decision<VerifiedAttestation> check(VerifiedAttestation attestation) {
        WorkloadIdentity workload = attestation.workload();
        if (workload == null) {
            return Decision.refused(
                    ExpectationReason.SIGNER_KIND_REFUSED, "No CI job made this signature, but one is expected.");
        }
        return checkSource(workload)
                .then(same -> checkSigner(workload))
                .then(same -> checkRun(workload))
                .then(same -> Subjects.statement(attestation))
                .then(this::checkType)
                .map(same -> attestation);
    }

    private Decision<WorkloadIdentity> checkSource(WorkloadIdentity workload) {
        if (!workload.issuer().equals(terms.issuer)) {
            return Decision.refused(WorkloadReason.ISSUER_MISMATCH, "The identity is from another issuer.");
        }
        if (!isExpectedSource(workload.sourceRepository())) {
            return Decision.refused(WorkloadReason.REPOSITORY_MISMATCH, "The identity is from another repository.");
        }
        if (terms.repositoryId != null && !terms.repositoryId.equals(workload.sourceRepositoryId())) {
            return Decision.refused(
                    WorkloadReason.REPOSITORY_ID_MISMATCH,
                    "The repository has the expected name but another id; it may have been made anew.");
        }
        if (terms.ownerId != null && !terms.ownerId.equals(workload.sourceRepositoryOwnerId())) {
            return Decision.refused(
                    WorkloadReason.OWNER_ID_MISMATCH, "The repository belongs to another owner than expected.");
        }
        return Decision.allowed(workload);
    }

    private boolean isExpectedSource(@Nullable String repository) {
        return ownerOnly ? Urls.isOwnedBy(source, repository) : Urls.isSameRepository(source, repository);
    }

    private Decision<WorkloadIdentity> checkSigner(WorkloadIdentity workload) {
        String signer = workload.buildSigner();
        if (signer == null) {
            return Decision.refused(WorkloadReason.NOT_PROVABLE, "The workflow that signed is not stated.");
        }
        String expected = terms.signerWorkflow;
        boolean matches = expected != null ? Urls.isWorkflow(expected, signer) : isOfSigningRepository(signer);
        return matches
                ? Decision.allowed(workload)
                : Decision.refused(WorkloadReason.SIGNER_WORKFLOW_MISMATCH, "Another workflow signed this.");
    }

    /** A workflow is {@code https://github.com/owner/name/.github/workflows/file@ref}. */
    private boolean isOfSigningRepository(String workflow) {
        int path = workflow.indexOf("/.github/workflows/");
        String repository = path < 0 ? null : workflow.substring(0, path);
        return terms.signerRepository != null
                ? Urls.isSameRepository(terms.signerRepository, repository)
                : isExpectedSource(repository);
    }

    private Decision<WorkloadIdentity> checkRun(WorkloadIdentity workload) {
        if (!terms.selfHosted && !HOSTED.equals(workload.runner())) {
            return Decision.refused(
                    WorkloadReason.RUNNER_MISMATCH, "The job did not run on a machine that GitHub hosts.");
        }
        if (!terms.pullRequests && Urls.isPullRequest(workload.sourceRef(), workload.trigger())) {
            return Decision.refused(
                    ExpectationReason.PULL_REQUEST_BUILD, "The artifact was built from a pull request.");
        }
        return terms.ref == null || terms.ref.equals(workload.sourceRef())
                ? Decision.allowed(workload)
                : Decision.refused(
                        ExpectationReason.SOURCE_REF_MISMATCH,
                        "The artifact was built from another ref than " + terms.ref + ".");
    }

    private Decision<Statement> checkType(Statement statement) {
        return statement.predicateType().equals(terms.predicateType)
                ? Decision.allowed(statement)
                : Decision.refused(
                        ExpectationReason.PREDICATE_TYPE_REFUSED, "The statement is of another type than expected.");
    }

    /** Collects what is expected; every text is compared exactly, names of owners and repositories without regard to A to Z's case. */
    public static final class Builder {
        private final String source;
        private final boolean ownerOnly;
        private String issuer = ISSUER;
        private String predicateType = SlsaProvenance.V1;
        private @Nullable String signerWorkflow;
        private @Nullable String signerRepository;
        private @Nullable String repositoryId;
        private @Nullable String ownerId;
        private @Nullable String ref;
        private boolean selfHosted;
        private boolean pullRequests;

        private Builder(String source, boolean ownerOnly) {
            this.source = source;
            this.ownerOnly = ownerOnly;
        }

        private Builder(Builder from) {
            this(from.source, from.ownerOnly);
            this.issuer = from.issuer;
            this.predicateType = from.predicateType;
            this.signerWorkflow = from.signerWorkflow;
            this.signerRepository = from.signerRepository;
            this.repositoryId = from.repositoryId;
            this.ownerId = from.ownerId;
            this.ref = from.ref;
            this.selfHosted = from.selfHosted;
            this.pullRequests = from.pullRequests;
        }

        /** The issuer of the job's identity: that of github.com by default, an enterprise's own otherwise. */
        public Builder issuer(String url) {
            this.issuer = url;
            return this;
        }

        /** The type of the statement: SLSA provenance v1 by default. */
        public Builder predicateType(String type) {
            this.predicateType = type;
            return this;
        }

        /**
         * The workflow that must have signed, as {@code owner/name/.github/workflows/file}, with {@code @ref} to pin that too;
         * a reusable workflow of anybody's. By default any of the repository's or owner's own.
         */
        public Builder signerWorkflow(String workflow) {
            this.signerWorkflow = SERVER + workflow;
            return this;
        }

        /** The repository, as {@code owner/name}, one of whose workflows must have signed; instead of {@link #signerWorkflow}. */
        public Builder signerRepository(String ownerAndName) {
            this.signerRepository = SERVER + ownerAndName;
            return this;
        }

        /** The repository's immutable id, beside its name. */
        public Builder repositoryId(String id) {
            this.repositoryId = id;
            return this;
        }

        /** The immutable id of the repository's owner, beside its name. */
        public Builder ownerId(String id) {
            this.ownerId = id;
            return this;
        }

        /** The full ref that must have been built, for example {@code refs/tags/v1.0}; any by default but pull requests'. */
        public Builder ref(String fullRef) {
            this.ref = fullRef;
            return this;
        }

        /** Accepts jobs on machines that GitHub does not host. Risk: whoever holds such a machine can change what it builds. */
        public Builder acceptSelfHostedRunner() {
            this.selfHosted = true;
            return this;
        }

        /** Accepts builds of pull requests. Risk: strangers can open one. */
        public Builder acceptPullRequestBuild() {
            this.pullRequests = true;
            return this;
        }

        /**
         * The expectation.
         *
         * @throws IllegalStateException if both a signing workflow and a signing repository are given
         */
        public GitHubExpectation build() {
            if (signerWorkflow != null && signerRepository != null) {
                throw new IllegalStateException("name the signing workflow or its repository, not both");
            }
            return new GitHubExpectation(this);
        }
    }
}
