package dev.registrykit.attest.publication;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.store.JdbcSession;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Attestations in the tables {@code rk_attest_release}, {@code rk_attest_bundle} and {@code rk_attest_attestation}. */
final class JdbcAttestationStore implements AttestationStore {
    private static final String SELECT = "SELECT a.package, a.version, a.file, a.digest, b.id, b.bundle, b.facts,"
            + " b.verified_at, b.source_state, b.source_since FROM rk_attest_attestation a JOIN rk_attest_bundle b"
            + " ON b.package = a.package AND b.version = a.version AND b.id = a.bundle_id"
            + " WHERE a.package = ? AND a.version = ?";

    private final JdbcSession session;

    JdbcAttestationStore(JdbcSession session) {
        this.session = session;
    }

    @Override
    public Outcome keep(KeptAttestation attestation, AttestationLimits limits, Instant checkAt) {
        String name = attestation.release().packageName().toString();
        String version = attestation.release().version();
        lock(name, version);
        boolean added = session.insertIfAbsent(
                "INSERT INTO rk_attest_attestation (package, version, file, bundle_id, digest, kept_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                name,
                version,
                attestation.file(),
                attestation.id(),
                attestation.digest().toString(),
                attestation.verifiedAt());
        if (!added) {
            return Outcome.KNOWN;
        }
        boolean first = insertBundle(attestation, checkAt);
        long bytes = first ? attestation.bundle().getBytes(StandardCharsets.UTF_8).length : 0;
        int counted = session.update(
                "UPDATE rk_attest_release SET attestations = attestations + 1, bytes = bytes + ?"
                        + " WHERE package = ? AND version = ? AND attestations < ? AND bytes + ? <= ?",
                bytes,
                name,
                version,
                limits.perRelease(),
                bytes,
                limits.bytesPerRelease());
        if (counted == 1) {
            return Outcome.KEPT;
        }
        remove(name, version, attestation, first);
        return Outcome.FULL;
    }

    /** Uploads to one release, and its deletion, wait for each other here, before they touch anything else, so never in a circle. */
    private void lock(String name, String version) {
        session.insertIfAbsent(
                "INSERT INTO rk_attest_release (package, version, attestations, bytes) VALUES (?, ?, 0, 0)",
                name,
                version);
        session.update(
                "UPDATE rk_attest_release SET attestations = attestations WHERE package = ? AND version = ?",
                name,
                version);
    }

    private boolean insertBundle(KeptAttestation attestation, Instant checkAt) {
        boolean stated = attestation.sourceState() != SourceState.NOT_STATED;
        return session.insertIfAbsent(
                "INSERT INTO rk_attest_bundle (package, version, id, bundle, facts, verified_at, source_repository,"
                        + " source_commit, source_state, source_since, check_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                attestation.release().packageName().toString(),
                attestation.release().version(),
                attestation.id(),
                attestation.bundle(),
                attestation.facts().toJson(),
                attestation.verifiedAt(),
                stated ? attestation.sourceRepository() : null,
                stated ? attestation.sourceCommit() : null,
                attestation.sourceState().word(),
                attestation.sourceSince(),
                stated ? checkAt : null);
    }

    private void remove(String name, String version, KeptAttestation attestation, boolean withBundle) {
        session.update(
                "DELETE FROM rk_attest_attestation WHERE package = ? AND version = ? AND file = ? AND bundle_id = ?",
                name,
                version,
                attestation.file(),
                attestation.id());
        if (withBundle) {
            session.update(
                    "DELETE FROM rk_attest_bundle WHERE package = ? AND version = ? AND id = ?",
                    name,
                    version,
                    attestation.id());
        }
    }

    @Override
    public List<KeptAttestation> ofRelease(Release release) {
        return session.list(
                SELECT + " ORDER BY a.file, a.kept_at, b.id",
                JdbcAttestationStore::read,
                release.packageName().toString(),
                release.version());
    }

    @Override
    public List<KeptAttestation> ofFile(Release release, String file) {
        return session.list(
                SELECT + " AND a.file = ? ORDER BY a.kept_at, b.id",
                JdbcAttestationStore::read,
                release.packageName().toString(),
                release.version(),
                file);
    }

    @Override
    public int deleteRelease(Release release) {
        String name = release.packageName().toString();
        String version = release.version();
        lock(name, version);
        int deleted =
                session.update("DELETE FROM rk_attest_attestation WHERE package = ? AND version = ?", name, version);
        session.update("DELETE FROM rk_attest_bundle WHERE package = ? AND version = ?", name, version);
        session.update("DELETE FROM rk_attest_release WHERE package = ? AND version = ?", name, version);
        return deleted;
    }

    /** A claim and the time that its row must still have. */
    private record Due(SourceClaim claim, Instant checkAt) {}

    @Override
    public List<SourceClaim> claimSources(int limit, Instant now, Instant until) {
        List<Due> due = session.list(
                "SELECT package, version, id, source_repository, source_commit, source_state, check_at"
                        + " FROM rk_attest_bundle WHERE check_at <= ? ORDER BY check_at, package, version, id LIMIT ?",
                JdbcAttestationStore::readDue,
                now,
                limit);
        List<SourceClaim> claimed = new ArrayList<>();
        for (Due one : due) {
            int won = session.update(
                    "UPDATE rk_attest_bundle SET check_at = ?"
                            + " WHERE package = ? AND version = ? AND id = ? AND check_at = ?",
                    until,
                    one.claim().release().packageName().toString(),
                    one.claim().release().version(),
                    one.claim().attestationId(),
                    one.checkAt());
            if (won == 1) {
                claimed.add(one.claim());
            }
        }
        return claimed;
    }

    @Override
    public boolean recordSource(SourceClaim claim, SourceState found, Instant now, Instant checkAt) {
        boolean same = claim.state() == found;
        String changes = same ? "check_at = ?" : "check_at = ?, source_state = ?, source_since = ?";
        List<@Nullable Object> parameters = new ArrayList<>();
        parameters.add(checkAt);
        if (!same) {
            parameters.add(found.word());
            parameters.add(now);
        }
        parameters.addAll(List.of(
                claim.release().packageName().toString(),
                claim.release().version(),
                claim.attestationId(),
                claim.state().word()));
        return session.update(
                        "UPDATE rk_attest_bundle SET " + changes
                                + " WHERE package = ? AND version = ? AND id = ? AND source_state = ?",
                        parameters.toArray())
                == 1;
    }

    private static Release release(ResultSet row) throws SQLException {
        return Release.of(PackageName.ofString(row.getString("package")), row.getString("version"));
    }

    private static Due readDue(ResultSet row) throws SQLException {
        return new Due(
                new SourceClaim(
                        release(row),
                        row.getString("id"),
                        Objects.requireNonNull(row.getString("source_repository")),
                        Objects.requireNonNull(row.getString("source_commit")),
                        SourceState.ofWord(row.getString("source_state"))),
                Instant.ofEpochMilli(row.getLong("check_at")));
    }

    private static KeptAttestation read(ResultSet row) throws SQLException {
        return KeptAttestation.restored(
                release(row),
                row.getString("file"),
                digest(row.getString("digest")),
                row.getString("id"),
                row.getString("bundle"),
                AttestationFacts.ofJson(row.getString("facts")),
                Instant.ofEpochMilli(row.getLong("verified_at")),
                SourceState.ofWord(row.getString("source_state")),
                Instant.ofEpochMilli(row.getLong("source_since")));
    }

    /** What {@link ArtifactDigest#toString()} wrote. */
    private static ArtifactDigest digest(String text) {
        ArtifactDigest all = null;
        for (String one : text.split(" ", -1)) {
            int colon = one.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("not a digest");
            }
            DigestAlgorithm algorithm =
                    DigestAlgorithm.valueOf(one.substring(0, colon).toUpperCase(Locale.ROOT));
            ArtifactDigest digest = ArtifactDigest.of(algorithm, one.substring(colon + 1));
            all = all == null ? digest : all.and(digest);
        }
        return Objects.requireNonNull(all);
    }
}
