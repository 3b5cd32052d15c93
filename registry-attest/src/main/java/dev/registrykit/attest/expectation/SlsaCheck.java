package dev.registrykit.attest.expectation;

import static dev.registrykit.attest.expectation.ExpectationReason.PROVENANCE_CONTRADICTORY;

import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.statement.SlsaProvenance;
import dev.registrykit.attest.statement.SourceReference;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadReason;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds one attestation against what was asked for, in the order of the specification's steps. */
final class SlsaCheck {
    private static final String GITHUB = "https://token.actions.githubusercontent.com";
    private static final String HOSTED = "github-hosted";
    private static final Pattern RUN_AND_ATTEMPT = Pattern.compile("[0-9]+-[0-9]+");
    private static final String BY_HAND = "workflow_dispatch";

    private final SlsaExpectation.Terms terms;
    private final VerifiedAttestation attestation;
    private final @Nullable WorkloadIdentity workload;

    SlsaCheck(SlsaExpectation.Terms terms, VerifiedAttestation attestation) {
        this.terms = terms;
        this.attestation = attestation;
        this.workload = attestation.workload();
    }

    Decision<SlsaBuild> decide() {
        return Subjects.statement(attestation)
                .then(SlsaProvenance::read)
                .then(this::checkBuilder)
                .then(build -> checkSource(build)
                        .then(source -> checkTrigger(build.provenance(), source))
                        .then(source -> checkCertificate(build.provenance(), source))
                        .then(source -> checkRef(build.provenance(), source))
                        .then(source -> checkDefinition(build.provenance()))
                        .map(same -> build));
    }

    private Decision<SlsaBuild> checkBuilder(SlsaProvenance provenance) {
        String id = provenance.builderId();
        int level = terms.builders.levelOf(attestation, id);
        if (level == 0 || (terms.builderId != null && !Urls.isBuilder(terms.builderId, id))) {
            return Decision.refused(
                    ExpectationReason.BUILDER_UNTRUSTED,
                    "This signer is not trusted to speak for the builder that it names.");
        }
        if (level < terms.level) {
            return Decision.refused(
                    ExpectationReason.LEVEL_TOO_LOW,
                    "The builder is trusted up to level " + level + ", but level " + terms.level + " is wanted.");
        }
        return terms.selfHosted || isHosted()
                ? Decision.allowed(new SlsaBuild(attestation, provenance, level))
                : Decision.refused(
                        WorkloadReason.RUNNER_MISMATCH, "The job did not run on a machine that the CI system hosts.");
    }

    /** GitHub always states the kind of machine; of other CI systems some do. */
    private boolean isHosted() {
        if (workload == null) {
            return true;
        }
        String runner = workload.runner();
        return workload.issuer().startsWith(GITHUB) ? HOSTED.equals(runner) : !"self-hosted".equals(runner);
    }

    private Decision<SourceReference> checkSource(SlsaBuild build) {
        SourceReference source = build.provenance().source();
        return source != null && Urls.isSameRepository(terms.source, source.repository())
                ? Decision.allowed(source)
                : Decision.refused(
                        ExpectationReason.SOURCE_MISMATCH,
                        "The artifact was built from another repository than expected.");
    }

    /** What defined the build lies in the repository that was built, at the same ref. */
    private Decision<SourceReference> checkTrigger(SlsaProvenance provenance, SourceReference source) {
        SourceReference trigger = provenance.trigger();
        if (trigger == null) {
            return Decision.allowed(source);
        }
        if (!Urls.isSameRepository(source.repository(), trigger.repository())) {
            return contradiction("The build was defined in another repository than the one that was built.");
        }
        boolean mayLackRef = provenance.buildType().equals(BuildTypes.NPM_FIRST) && source.ref() == null;
        return mayLackRef || same(source.ref(), trigger.ref())
                ? Decision.allowed(source)
                : contradiction("The build was defined at another ref than the one that was built.");
    }

    /** Provenance is what the job wrote; the certificate is what the CI system says about the job. */
    private Decision<SourceReference> checkCertificate(SlsaProvenance provenance, SourceReference source) {
        WorkloadIdentity certificate = workload;
        if (certificate == null) {
            return Decision.allowed(source);
        }
        String repository = certificate.sourceRepository();
        String commit = certificate.sourceDigest();
        if (repository == null || commit == null) {
            return Decision.refused(WorkloadReason.NOT_PROVABLE, "The certificate does not state what was built.");
        }
        boolean agrees = Urls.isSameRepository(repository, source.repository())
                && commit.equals(source.commit())
                && unstatedOrSame(source.ref(), certificate.sourceRef())
                && unstatedOrSame(provenance.event(), certificate.trigger())
                && isOfWorkflow(provenance, certificate)
                && isOfRun(provenance.invocationId(), certificate.runInvocation());
        return agrees
                ? Decision.allowed(source)
                : contradiction("The provenance says another source, event, workflow or run than the certificate.");
    }

    /** The run's URL, or before SLSA v1 its number and attempt; what else a builder calls its runs is not compared. */
    private static boolean isOfRun(@Nullable String invocation, @Nullable String run) {
        if (invocation == null || run == null) {
            return true;
        }
        if (RUN_AND_ATTEMPT.matcher(invocation).matches()) {
            return run.endsWith("/runs/" + invocation.replace("-", "/attempts/"));
        }
        return !invocation.contains("://") || invocation.equals(run);
    }

    private static boolean isOfWorkflow(SlsaProvenance provenance, WorkloadIdentity certificate) {
        String path = provenance.entryPoint();
        String config = certificate.buildConfig();
        String repository = certificate.sourceRepository();
        if (path == null || !path.startsWith(".github/") || config == null || repository == null) {
            return true;
        }
        return config.startsWith(repository + "/" + path + "@");
    }

    /** What the certificate says about the ref comes first, since the CI system says it. */
    private Decision<SourceReference> checkRef(SlsaProvenance provenance, SourceReference source) {
        String certified = workload == null ? null : workload.sourceRef();
        String ref = certified == null ? source.ref() : certified;
        if (!terms.pullRequests
                && (Urls.isPullRequest(ref, event(provenance)) || Urls.isPullRequest(source.ref(), null))) {
            return Decision.refused(
                    ExpectationReason.PULL_REQUEST_BUILD, "The artifact was built from a pull request.");
        }
        boolean exact = terms.ref == null || terms.ref.equals(ref);
        boolean versioned = terms.versionedTag == null
                || (ref != null && terms.versionedTag.matcher(ref).matches());
        return exact && versioned
                ? Decision.allowed(source)
                : Decision.refused(
                        ExpectationReason.SOURCE_REF_MISMATCH,
                        "The artifact was built from another ref than expected.");
    }

    private Decision<SlsaProvenance> checkDefinition(SlsaProvenance provenance) {
        Set<String> known = terms.buildTypes.get(provenance.buildType());
        if (known == null) {
            return Decision.refused(
                    ExpectationReason.BUILD_TYPE_UNKNOWN, "The build is of a type that is not known here.");
        }
        for (String parameter : provenance.externalParameters().names()) {
            if (!terms.unknownParameters && !known.contains(parameter)) {
                return Decision.refused(
                        ExpectationReason.PARAMETER_UNKNOWN,
                        "The build was given a parameter that its type does not have: " + shown(parameter) + ".");
            }
        }
        return checkInputs(provenance);
    }

    private Decision<SlsaProvenance> checkInputs(SlsaProvenance provenance) {
        JsonObject inputs = provenance.workflowInputs();
        String event = event(provenance);
        for (Map.Entry<String, String> expected : terms.inputs.entrySet()) {
            boolean met = BY_HAND.equals(event)
                    && inputs != null
                    && expected.getValue().equals(text(inputs, expected.getKey()));
            if (!met) {
                return Decision.refused(
                        ExpectationReason.INPUT_MISMATCH,
                        "The workflow was not started by hand with the expected input " + expected.getKey() + ".");
            }
        }
        return Decision.allowed(provenance);
    }

    private @Nullable String event(SlsaProvenance provenance) {
        String certified = workload == null ? null : workload.trigger();
        return certified == null ? provenance.event() : certified;
    }

    /** GitHub writes every input as text; some tools write those that look like booleans as such. */
    private static @Nullable String text(JsonObject inputs, String name) {
        try {
            return inputs.stringOrNull(name);
        } catch (JsonFormatException notText) {
            return bool(inputs, name);
        }
    }

    private static @Nullable String bool(JsonObject inputs, String name) {
        try {
            return String.valueOf(inputs.booleanOrNull(name));
        } catch (JsonFormatException neither) {
            return null;
        }
    }

    private static boolean same(@Nullable String one, @Nullable String other) {
        return one == null ? other == null : one.equals(other);
    }

    private static boolean unstatedOrSame(@Nullable String stated, @Nullable String certified) {
        return stated == null || certified == null || stated.equals(certified);
    }

    private static String shown(String name) {
        String printable = name.replaceAll("[^A-Za-z0-9_.:/-]", "?");
        return printable.length() > 100 ? printable.substring(0, 100) : printable;
    }

    private static <T> Decision<T> contradiction(String detail) {
        return Decision.refused(PROVENANCE_CONTRADICTORY, detail);
    }
}
