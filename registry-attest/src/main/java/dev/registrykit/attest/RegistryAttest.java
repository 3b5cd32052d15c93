package dev.registrykit.attest;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.continuity.Continuity;
import dev.registrykit.attest.continuity.ContinuitySettings;
import dev.registrykit.attest.publication.AttestationLimits;
import dev.registrykit.attest.publication.Attestations;
import dev.registrykit.attest.publication.NpmAttestationsEndpoint;
import dev.registrykit.attest.publication.NpmKeysEndpoint;
import dev.registrykit.attest.publication.PyPiIntegrityEndpoint;
import dev.registrykit.attest.publication.RegistryKeys;
import dev.registrykit.attest.publication.RegistryStatements;
import dev.registrykit.attest.publication.SourceCheck;
import dev.registrykit.attest.publication.SourceProbe;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.sigstore.SigstoreVerifier;
import dev.registrykit.attest.sigstore.VerificationOptions;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.attest.trustroot.TrustRootSource;
import dev.registrykit.attest.trustroot.TrustedKeys;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.DecisionListener;
import dev.registrykit.core.decision.Decisions;
import dev.registrykit.core.event.EventLog;
import dev.registrykit.core.store.Housekeeping;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.store.Schema;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Where an artifact comes from, verified offline; one instance serves the whole registry and all threads.
 *
 * <p>There is no verification without an expected identity: that somebody signed an artifact says nothing, since anybody
 * can.
 *
 * <pre>{@code
 * var attest = RegistryAttest.builder().trustRoot(TrustRoot.file(path)).build();
 * var verified = Bundle.parse(body).then(bundle -> attest.verify(bundle, ArtifactDigest.of(jar), policy));
 * }</pre>
 *
 * <p>Verifying needs no database. A registry that keeps attestations and holds releases against their history begins with
 * {@link #builder(DataSource)}.
 */
public final class RegistryAttest {
    private static final String VERIFY = "attestation.verify";

    private static final Duration RECHECK_SOURCES = Duration.ofDays(7);

    private final SigstoreVerifier verifier;
    private final Decisions decisions;
    private final @Nullable UnitOfWork<AttestStores> unitOfWork;
    private final InstantSource clock;
    private final @Nullable Continuity continuity;
    private final @Nullable Attestations attestations;
    private final @Nullable RegistryStatements statements;

    private RegistryAttest(Builder builder) {
        this.verifier = new SigstoreVerifier(builder.roots, builder.trustedKeys);
        // Nothing here asks a store, so the reason for a broken one is never given.
        this.decisions = new Decisions(builder.listener, AttestReason.UNSUPPORTED);
        this.clock = builder.clock;
        this.statements = builder.statements;
        this.unitOfWork = builder.unitOfWork;
        if (builder.unitOfWork == null) {
            this.continuity = null;
            this.attestations = null;
        } else {
            this.continuity = new Continuity(builder.unitOfWork, builder.continuity, clock, builder.listener);
            this.attestations =
                    new Attestations(builder.unitOfWork, builder.limits, RECHECK_SOURCES, clock, builder.listener);
        }
    }

    /** A builder for a verifier without a database; a trust root is required. */
    public static Builder builder() {
        return new Builder(null);
    }

    /** A builder for the whole module on its own tables in this database; see {@link #schema()}. A trust root is required. */
    public static Builder builder(DataSource dataSource) {
        return builder(new JdbcUnitOfWork<>(dataSource, AttestStores::jdbc));
    }

    /** A builder for the whole module on stores of the host, or within transactions of the host. A trust root is required. */
    public static Builder builder(UnitOfWork<AttestStores> unitOfWork) {
        return new Builder(unitOfWork);
    }

    /** The module's tables, all with the prefix {@code rk_attest_}. */
    public static Schema schema() {
        return AttestStores.schema();
    }

    /**
     * The attestation when {@code bundle} is about the artifact and was signed by the expected workload.
     *
     * <p>Refused with an {@link dev.registrykit.attest.bundle.AttestReason}, or with a
     * {@link dev.registrykit.core.workload.WorkloadReason} when all of it holds but the workload is another.
     *
     * @param digest of the artifact, as the registry computed it
     */
    public Decision<VerifiedAttestation> verify(Bundle bundle, ArtifactDigest digest, WorkloadPolicy expected) {
        return verify(bundle, digest, SignerPolicy.workload(expected));
    }

    /**
     * The attestation when {@code bundle} is about the artifact and was signed by whom the policy expects.
     *
     * <p>Refused with an {@link dev.registrykit.attest.bundle.AttestReason}.
     *
     * @param digest of the artifact, as the registry computed it
     */
    public Decision<VerifiedAttestation> verify(Bundle bundle, ArtifactDigest digest, SignerPolicy expected) {
        return decisions.decide(VERIFY, () -> verifier.verify(bundle, digest, expected));
    }

    /**
     * Holds releases against where their package's releases came from before.
     *
     * @throws IllegalStateException if the module was built without a database
     */
    public Continuity continuity() {
        return stored(continuity);
    }

    /**
     * Keeps attestations with the files of releases.
     *
     * @throws IllegalStateException if the module was built without a database
     */
    public Attestations attestations() {
        return stored(attestations);
    }

    /**
     * What the registry itself says of releases.
     *
     * @throws IllegalStateException if the module was built without {@link Builder#registryStatements}
     */
    public RegistryStatements statements() {
        if (statements == null) {
            throw new IllegalStateException("the registry's own statements need Builder.registryStatements");
        }
        return statements;
    }

    /** npm's list of a version's attestations over HTTP; throws as {@link #attestations()}. */
    public NpmAttestationsEndpoint npmAttestationsEndpoint() {
        return new NpmAttestationsEndpoint(attestations());
    }

    /** npm's list of the registry's keys over HTTP; throws as {@link #statements()}. */
    public NpmKeysEndpoint npmKeysEndpoint() {
        return new NpmKeysEndpoint(statements().keys());
    }

    /** PyPI's provenance of a file over HTTP (PEP 740); throws as {@link #attestations()}. */
    public PyPiIntegrityEndpoint pyPiIntegrityEndpoint() {
        return new PyPiIntegrityEndpoint(attestations());
    }

    /** Looks every seven days whether the sources that attestations name are still there; throws as {@link #attestations()}. */
    public SourceCheck sourceCheck(SourceProbe probe) {
        return new SourceCheck(stored(unitOfWork), probe, RECHECK_SOURCES, clock);
    }

    /** The module's security events; throws as {@link #attestations()}. */
    public EventLog events() {
        return EventLog.of(stored(unitOfWork), AttestStores::events, clock);
    }

    /**
     * Ends announcements whose time is over, and removes counts that matter no more and events 400 days after they happened if
     * they were delivered; throws as {@link #attestations()}.
     */
    public Housekeeping housekeeping() {
        return AttestHousekeeping.of(stored(unitOfWork), continuity(), clock);
    }

    private static <T> T stored(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("this needs a database: RegistryAttest.builder(dataSource)");
        }
        return part;
    }

    /** Collects what verification starts from, and how attestations are kept. */
    public static final class Builder {
        private final SigstoreVerifier.Roots roots = new SigstoreVerifier.Roots();
        private TrustedKeys trustedKeys = TrustedKeys.none();
        private DecisionListener listener = DecisionListener.NONE;

        private final @Nullable UnitOfWork<AttestStores> unitOfWork;
        private InstantSource clock = InstantSource.system();
        private ContinuitySettings continuity = ContinuitySettings.standard();
        private AttestationLimits limits = AttestationLimits.standard();
        private @Nullable RegistryStatements statements;

        private Builder(@Nullable UnitOfWork<AttestStores> unitOfWork) {
            this.unitOfWork = unitOfWork;
        }

        /**
         * The authorities and logs to start from, with the default options; at least one trust root is required.
         *
         * <p>There may be several. A bundle with a certificate is judged by the first whose authority issued the
         * certificate, with its options and its logs and timestamp authorities alone.
         */
        public Builder trustRoot(TrustRoot root) {
            return trustRoot(root, VerificationOptions.defaults());
        }

        /** The same, with options of its own. */
        public Builder trustRoot(TrustRoot root, VerificationOptions options) {
            this.roots.add(root, options);
            return this;
        }

        /** The same, for a trust root that changes while the registry runs. */
        public Builder trustRoot(TrustRootSource source, VerificationOptions options) {
            this.roots.add(source, options);
            return this;
        }

        /** The plain keys whose signatures count, such as a registry's own; none by default. */
        public Builder trustedKeys(TrustedKeys keys) {
            this.trustedKeys = keys;
            return this;
        }

        /** Who is told of every decision, as {@code attestation.verify}, for metrics; nobody by default. */
        public Builder decisions(DecisionListener told) {
            this.listener = told;
            return this;
        }

        /** What time it is; the system's clock by default. */
        public Builder clock(InstantSource source) {
            this.clock = source;
            return this;
        }

        /** How long an announced change waits and stays usable; {@link ContinuitySettings#standard()} by default. */
        public Builder continuity(ContinuitySettings settings) {
            this.continuity = settings;
            return this;
        }

        /** How much is kept with a release; {@link AttestationLimits#standard()} by default. */
        public Builder limits(AttestationLimits most) {
            this.limits = most;
            return this;
        }

        /**
         * With which keys the registry signs its own statements, and under which address it is known; none by default.
         *
         * @param registry the registry's address, https (http for a loopback host)
         * @throws IllegalArgumentException if it is no such address
         */
        public Builder registryStatements(RegistryKeys keys, URI registry) {
            this.statements = new RegistryStatements(keys, registry);
            return this;
        }

        /**
         * The entry point.
         *
         * @throws IllegalStateException if no trust root was given
         * @throws dev.registrykit.attest.trustroot.TrustRootException if a key or certificate of it is unusable
         */
        public RegistryAttest build() {
            if (roots.isEmpty()) {
                throw new IllegalStateException("attestations are verified from a trust root: call trustRoot(...)");
            }
            return new RegistryAttest(this);
        }
    }
}
