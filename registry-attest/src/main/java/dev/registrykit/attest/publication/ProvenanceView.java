package dev.registrykit.attest.publication;

import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a package's page shows of one attestation, in the components and words of the OpenSSF style guide for attestations:
 * Attestation, Build, Source, Integrity, and the Transparency Log Entry.
 *
 * <p><em>Verified</em> is what the registry's own automated check did at upload; nothing is called trusted. Show the statement
 * together with the note below it, each link's text with its full address, and all of it as what the registry says, apart from
 * what a maintainer wrote. Texts are not escaped: they may hold what an uploader chose.
 */
public final class ProvenanceView {
    /** The heading over build provenance. */
    public static final String BUILD_PROVENANCE = "Build Provenance Attestation";

    /** The heading over any other attestation. */
    public static final String ATTESTATION = "Attestation";

    private static final String LIMITS =
            "An attestation says where a file comes from and who signed it. It does not vouch for"
                    + " the safety of the code: follow the links and judge the source and the build yourself.";

    private final KeptAttestation attestation;

    /** A link of the page: its label in the style guide's words, the text, and the address, or null when there is none. */
    public static final class Link {
        private final String label;
        private final String text;
        private final @Nullable String address;

        Link(String label, String text, @Nullable String address) {
            this.label = label;
            this.text = text;
            this.address = address;
        }

        /** What it is: {@code Source repository}, {@code Source commit}, {@code Build workflow} and so on. */
        public String label() {
            return label;
        }

        /** What it says. */
        public String text() {
            return text;
        }

        /** Where it leads, an https address, or null. */
        public @Nullable String address() {
            return address;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Link that
                    && label.equals(that.label)
                    && text.equals(that.text)
                    && Objects.equals(address, that.address);
        }

        @Override
        public int hashCode() {
            return Objects.hash(label, text, address);
        }

        @Override
        public String toString() {
            return label + ": " + text;
        }
    }

    private ProvenanceView(KeptAttestation attestation) {
        this.attestation = attestation;
    }

    /** The view of this attestation. */
    public static ProvenanceView of(KeptAttestation attestation) {
        return new ProvenanceView(attestation);
    }

    /** {@link #BUILD_PROVENANCE} when a CI job signed, otherwise {@link #ATTESTATION}. */
    public String heading() {
        return attestation.facts().workload() == null ? ATTESTATION : BUILD_PROVENANCE;
    }

    /** The attestation's statement: who attests what, and that it was verified at upload. */
    public String statement() {
        WorkloadIdentity job = attestation.facts().workload();
        String what = job != null ? "Built and signed by a job of " + job.issuer() : "Signed by " + signer();
        return what + "; verified at upload.";
    }

    /** Who signed: the certificate's name and its issuer, or the key's id. */
    public String signer() {
        SignerIdentity signer = attestation.facts().signer();
        return signer != null
                ? signer.name() + " (" + signer.issuer() + ")"
                : "the key " + Objects.requireNonNullElse(attestation.facts().keyHint(), "");
    }

    /** What the attestation means and what it does not: to be shown with {@link #statement()}. */
    public String limits() {
        return LIMITS;
    }

    /** When the registry verified it. */
    public Instant verifiedAt() {
        return attestation.verifiedAt();
    }

    /** The earliest verified time of the signature, or null. */
    public @Nullable Instant signedAt() {
        return attestation.facts().signedAt();
    }

    /** The type of the statement's predicate, or null when the file itself was signed. */
    public @Nullable String predicateType() {
        return attestation.facts().predicateType();
    }

    /** The component <em>Source</em>: repository and commit, as far as the certificate names them. */
    public List<Link> source() {
        List<Link> links = new ArrayList<>();
        WorkloadIdentity job = attestation.facts().workload();
        if (job != null) {
            add(links, "Source repository", job.sourceRepository(), https(attestation.sourceRepository()));
            add(links, "Source commit", job.sourceDigest(), address(attestation.sourceCommit(), "commit", null));
        }
        return List.copyOf(links);
    }

    /** The component <em>Build</em>: the workflow file as it was at that commit, and the run with its logs. */
    public List<Link> build() {
        List<Link> links = new ArrayList<>();
        WorkloadIdentity job = attestation.facts().workload();
        if (job != null) {
            String path = PyPiProvenance.workflowPath(job);
            add(
                    links,
                    "Build workflow",
                    path != null ? path : job.buildConfig(),
                    path == null ? null : address(attestation.sourceCommit(), "blob", path));
            add(links, "Build logs", job.runInvocation(), https(job.runInvocation()));
        }
        return List.copyOf(links);
    }

    /** The entries of transparency logs. */
    public List<Link> transparencyLogEntries() {
        List<Link> links = new ArrayList<>();
        for (AttestationFacts.LogEntry entry : attestation.facts().logEntries()) {
            links.add(new Link(
                    "Transparency Log Entry",
                    entry.index() + " in " + entry.log(),
                    entry.log().equals("https://rekor.sigstore.dev")
                            ? "https://search.sigstore.dev/?logIndex=" + entry.index()
                            : null));
        }
        return List.copyOf(links);
    }

    /** The component <em>Integrity</em>: the file's digests, each with its algorithm before a colon. */
    public List<String> integrity() {
        List<String> digests = new ArrayList<>();
        for (DigestAlgorithm algorithm : attestation.digest().algorithms()) {
            digests.add(algorithm.word() + ":" + attestation.digest().hex(algorithm));
        }
        return List.copyOf(digests);
    }

    /**
     * That the source has vanished, or null when it has not. It is then no build provenance that anybody can follow: show
     * this first.
     */
    public @Nullable String warning() {
        return attestation.sourceState() == SourceState.VANISHED
                ? "Since " + attestation.sourceSince()
                        + " the source repository or the commit has not been found any more."
                : null;
    }

    private static void add(List<Link> links, String label, @Nullable String text, @Nullable String address) {
        if (text != null && !text.isEmpty()) {
            links.add(new Link(label, text, address));
        }
    }

    /** An address on one of the code hosts whose forms are known, or null. */
    private @Nullable String address(@Nullable String commit, String what, @Nullable String path) {
        String repository = attestation.sourceRepository();
        if (repository == null || commit == null || !commit.matches("[0-9a-f]{40,64}")) {
            return null;
        }
        String middle = repository.startsWith("https://github.com/")
                ? "/"
                : repository.startsWith("https://gitlab.com/") ? "/-/" : null;
        return middle == null
                ? null
                : https(repository + middle + what + "/" + commit + (path == null ? "" : "/" + path));
    }

    /** Only what a browser takes for exactly that: https, and nothing that could end an attribute. */
    private static @Nullable String https(@Nullable String text) {
        return text != null
                        && text.startsWith("https://")
                        && text.chars()
                                .allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != '<' && c != '>')
                ? text
                : null;
    }
}
