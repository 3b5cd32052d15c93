package dev.registrykit.attest.continuity;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.subject.Subject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Continuity in the tables {@code rk_attest_continuity} and {@code rk_attest_history_entry}. */
final class JdbcContinuityStore implements ContinuityStore {
    private static final String PROVENANCE = "kind, signer, source, source_id, owner_id, runner, builder";
    private static final String COLUMNS = "package, revision, " + PROVENANCE + ", since_version, since,"
            + " announcement_id, change_kind, change_issuer, change_source, announced_by, announced_at, effective_at,"
            + " expires_at";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM rk_attest_continuity WHERE ";

    private final JdbcSession session;

    JdbcContinuityStore(JdbcSession session) {
        this.session = session;
    }

    @Override
    public @Nullable PackageContinuity find(PackageName packageName) {
        return session.first(SELECT + "package = ?", JdbcContinuityStore::read, packageName.toString());
    }

    @Override
    public boolean insertIfAbsent(PackageContinuity first) {
        Provenance provenance = first.established();
        return session.insertIfAbsent(
                "INSERT INTO rk_attest_continuity (package, revision, " + PROVENANCE
                        + ", since_version, since) VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                first.packageName().toString(),
                provenance.kind().word(),
                provenance.signer(),
                provenance.source(),
                provenance.sourceId(),
                provenance.ownerId(),
                provenance.runner(),
                provenance.builder(),
                first.sinceVersion(),
                first.since());
    }

    @Override
    public boolean establish(
            PackageName packageName, long revision, Provenance provenance, String version, Instant now) {
        return session.update(
                        "UPDATE rk_attest_continuity SET revision = revision + 1, kind = ?, signer = ?, source = ?,"
                                + " source_id = ?, owner_id = ?, runner = ?, builder = ?, since_version = ?, since = ?,"
                                + " announcement_id = NULL, change_kind = NULL, change_issuer = NULL,"
                                + " change_source = NULL, announced_by = NULL, announced_at = NULL,"
                                + " effective_at = NULL, expires_at = NULL WHERE package = ? AND revision = ?",
                        provenance.kind().word(),
                        provenance.signer(),
                        provenance.source(),
                        provenance.sourceId(),
                        provenance.ownerId(),
                        provenance.runner(),
                        provenance.builder(),
                        version,
                        now,
                        packageName.toString(),
                        revision)
                == 1;
    }

    @Override
    public boolean announce(PackageName packageName, Announcement announcement) {
        return session.update(
                        "UPDATE rk_attest_continuity SET revision = revision + 1, announcement_id = ?,"
                                + " change_kind = ?, change_issuer = ?, change_source = ?, announced_by = ?,"
                                + " announced_at = ?, effective_at = ?, expires_at = ?"
                                + " WHERE package = ? AND (announcement_id IS NULL OR expires_at <= ?)",
                        announcement.id(),
                        announcement.change().kind().word(),
                        announcement.change().issuer(),
                        announcement.change().source(),
                        announcement.announcedBy().toString(),
                        announcement.announcedAt(),
                        announcement.effectiveAt(),
                        announcement.expiresAt(),
                        packageName.toString(),
                        announcement.announcedAt())
                == 1;
    }

    @Override
    public boolean endAnnouncement(PackageName packageName, String id) {
        return session.update(
                        "UPDATE rk_attest_continuity SET revision = revision + 1, announcement_id = NULL,"
                                + " change_kind = NULL, change_issuer = NULL, change_source = NULL,"
                                + " announced_by = NULL, announced_at = NULL, effective_at = NULL, expires_at = NULL"
                                + " WHERE package = ? AND announcement_id = ?",
                        packageName.toString(),
                        id)
                == 1;
    }

    @Override
    public List<PackageContinuity> expired(Instant now, int limit) {
        return session.list(
                SELECT + "expires_at <= ? ORDER BY expires_at, package LIMIT ?", JdbcContinuityStore::read, now, limit);
    }

    @Override
    public boolean remember(HistoryEntry entry) {
        Provenance provenance = entry.provenance();
        return session.insertIfAbsent(
                "INSERT INTO rk_attest_history_entry (package, version, fingerprint, state, " + PROVENANCE
                        + ", accepted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                entry.release().packageName().toString(),
                entry.release().version(),
                fingerprint(provenance),
                entry.state().word(),
                provenance.kind().word(),
                provenance.signer(),
                provenance.source(),
                provenance.sourceId(),
                provenance.ownerId(),
                provenance.runner(),
                provenance.builder(),
                entry.acceptedAt());
    }

    @Override
    public List<HistoryEntry> history(PackageName packageName, int limit) {
        return session.list(
                "SELECT package, version, state, " + PROVENANCE + ", accepted_at FROM rk_attest_history_entry"
                        + " WHERE package = ? ORDER BY accepted_at DESC, version, fingerprint LIMIT ?",
                JdbcContinuityStore::readEntry,
                packageName.toString(),
                limit);
    }

    /** All of a provenance in the width of a key; each field with its length, so that no two run together. */
    private static String fingerprint(Provenance provenance) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, provenance.kind().word());
            add(digest, provenance.signer());
            add(digest, provenance.source());
            add(digest, provenance.sourceId());
            add(digest, provenance.ownerId());
            add(digest, provenance.runner());
            add(digest, provenance.builder());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 is missing from this JDK", impossible);
        }
    }

    private static void add(MessageDigest digest, @Nullable String field) {
        byte[] bytes = field == null ? new byte[0] : field.getBytes(StandardCharsets.UTF_8);
        digest.update(((field == null ? "-" : bytes.length) + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }

    private static PackageContinuity read(ResultSet row) throws SQLException {
        return PackageContinuity.restored(
                PackageName.ofString(row.getString("package")),
                row.getLong("revision"),
                provenance(row),
                row.getString("since_version"),
                Instant.ofEpochMilli(row.getLong("since")),
                announcement(row));
    }

    private static Provenance provenance(ResultSet row) throws SQLException {
        return Provenance.restored(
                SignerKind.ofWord(row.getString("kind")),
                row.getString("signer"),
                row.getString("source"),
                row.getString("source_id"),
                row.getString("owner_id"),
                row.getString("runner"),
                row.getString("builder"));
    }

    private static @Nullable Announcement announcement(ResultSet row) throws SQLException {
        String id = row.getString("announcement_id");
        if (id == null) {
            return null;
        }
        return Announcement.restored(
                id,
                AnnouncedChange.restored(
                        SignerKind.ofWord(Objects.requireNonNull(row.getString("change_kind"))),
                        row.getString("change_issuer"),
                        row.getString("change_source")),
                Subject.parse(Objects.requireNonNull(row.getString("announced_by"))),
                Instant.ofEpochMilli(row.getLong("announced_at")),
                Instant.ofEpochMilli(row.getLong("effective_at")),
                Instant.ofEpochMilli(row.getLong("expires_at")));
    }

    private static HistoryEntry readEntry(ResultSet row) throws SQLException {
        return HistoryEntry.of(
                Release.of(PackageName.ofString(row.getString("package")), row.getString("version")),
                provenance(row),
                ContinuityState.ofWord(row.getString("state")),
                Instant.ofEpochMilli(row.getLong("accepted_at")));
    }
}
