package dev.registrykit.examples.registry.catalog;

import dev.registrykit.attest.AttestStores;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.examples.registry.storage.StoredBlob;
import dev.registrykit.publish.PublishStores;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The catalog's tables within one transaction. */
final class CatalogRows {
    private static final String FILE = "path, package, version, size, md5, sha1, sha256, sha512, published_at,"
            + " credential, account, workload, verified_sha256";
    private static final String RELEASE = "package, version, published_at, credential, account, workload";

    private final JdbcSession session;

    CatalogRows(JdbcSession session) {
        this.session = session;
    }

    /** The publishing module's stores in the same transaction. */
    PublishStores publishStores() {
        return PublishStores.jdbc(session);
    }

    /** The publishing module's unit of work in the same transaction, which the catalog ends. */
    UnitOfWork<PublishStores> publishing() {
        return JdbcUnitOfWork.joining(session, PublishStores::jdbc);
    }

    /** The attestation module's unit of work in the same transaction. */
    UnitOfWork<AttestStores> attesting() {
        return JdbcUnitOfWork.joining(session, AttestStores::jdbc);
    }

    boolean packageExists(PackageName packageName) {
        return exists("SELECT 1 FROM reg_package WHERE name = ?", packageName.toString());
    }

    boolean isOpening(PackageName packageName, @Nullable String version, Instant now) {
        return version == null
                ? exists("SELECT 1 FROM reg_package WHERE name = ? AND opened_until > ?", packageName.toString(), now)
                : exists(
                        "SELECT 1 FROM reg_package WHERE name = ? AND opened_until > ? AND opening_version = ?",
                        packageName.toString(),
                        now,
                        version);
    }

    boolean insertPackage(
            PackageName packageName, Instant now, @Nullable String openingVersion, @Nullable Instant openedUntil) {
        return session.insertIfAbsent(
                "INSERT INTO reg_package (name, created_at, opening_version, opened_until) VALUES (?, ?, ?, ?)",
                packageName.toString(),
                now,
                openingVersion,
                openedUntil);
    }

    boolean isOwner(PackageName packageName, Subject account) {
        return exists(
                "SELECT 1 FROM reg_owner WHERE package = ? AND account = ?",
                packageName.toString(),
                account.toString());
    }

    boolean insertOwner(PackageName packageName, Subject account, Instant now) {
        return session.insertIfAbsent(
                "INSERT INTO reg_owner (package, account, since) VALUES (?, ?, ?)",
                packageName.toString(),
                account.toString(),
                now);
    }

    List<Subject> owners(PackageName packageName) {
        return session.list(
                "SELECT account FROM reg_owner WHERE package = ? ORDER BY since, account",
                row -> Subject.parse(row.getString("account")),
                packageName.toString());
    }

    List<PackageName> packagesOf(Subject account) {
        return session.list(
                "SELECT package FROM reg_owner WHERE account = ? ORDER BY package",
                row -> PackageName.ofString(row.getString("package")),
                account.toString());
    }

    List<PackagePattern> namespaces(Subject account) {
        return session.list(
                "SELECT pattern FROM reg_namespace WHERE account = ? ORDER BY pattern",
                row -> PackagePattern.parse(row.getString("pattern")),
                account.toString());
    }

    boolean insertNamespace(PackagePattern pattern, Subject account) {
        return session.insertIfAbsent(
                "INSERT INTO reg_namespace (pattern, account) VALUES (?, ?)", pattern.toString(), account.toString());
    }

    boolean insertRelease(Release release, Publication by, @Nullable String manifest) {
        return session.insertIfAbsent(
                "INSERT INTO reg_release (" + RELEASE + ", manifest) VALUES (?, ?, ?, ?, ?, ?, ?)",
                release.packageName().toString(),
                release.version(),
                by.at(),
                by.credentialId(),
                account(by),
                workload(by),
                manifest);
    }

    private static @Nullable String account(Publication by) {
        Subject account = by.account();
        return account == null ? null : account.toString();
    }

    private static @Nullable String workload(Publication by) {
        WorkloadIdentity workload = by.workload();
        return workload == null ? null : workload.toJson();
    }

    @Nullable Instant publishedAt(Release release) {
        return session.first(
                "SELECT published_at FROM reg_release WHERE package = ? AND version = ?",
                row -> Instant.ofEpochMilli(row.getLong("published_at")),
                release.packageName().toString(),
                release.version());
    }

    List<ReleaseRecord> releases(PackageName packageName) {
        return session.list(
                "SELECT " + RELEASE + " FROM reg_release WHERE package = ? ORDER BY published_at DESC, version DESC",
                CatalogRows::release,
                packageName.toString());
    }

    List<ReleaseRecord> newest(int limit) {
        return session.list(
                "SELECT " + RELEASE + " FROM reg_release ORDER BY published_at DESC, package, version LIMIT " + limit,
                CatalogRows::release);
    }

    Map<ReleaseRecord, String> manifests(PackageName packageName) {
        Map<ReleaseRecord, String> manifests = new LinkedHashMap<>();
        session.list(
                "SELECT " + RELEASE + ", manifest FROM reg_release WHERE package = ? AND manifest IS NOT NULL"
                        + " ORDER BY published_at, version",
                row -> manifests.put(release(row), row.getString("manifest")) == null,
                packageName.toString());
        return manifests;
    }

    private static ReleaseRecord release(ResultSet row) throws SQLException {
        return new ReleaseRecord(
                Release.of(PackageName.ofString(row.getString("package")), row.getString("version")), publication(row));
    }

    private static Publication publication(ResultSet row) throws SQLException {
        String account = row.getString("account");
        String workload = row.getString("workload");
        return new Publication(
                Instant.ofEpochMilli(row.getLong("published_at")),
                row.getString("credential"),
                account == null ? null : Subject.parse(account),
                workload == null ? null : WorkloadIdentity.ofJson(workload));
    }

    @Nullable FileRecord file(String path) {
        return session.first("SELECT " + FILE + " FROM reg_file WHERE path = ?", CatalogRows::file, path);
    }

    List<FileRecord> files(Release release) {
        return session.list(
                "SELECT " + FILE + " FROM reg_file WHERE package = ? AND version = ? ORDER BY path",
                CatalogRows::file,
                release.packageName().toString(),
                release.version());
    }

    private static FileRecord file(ResultSet row) throws SQLException {
        return new FileRecord(
                row.getString("path"),
                PackageName.ofString(row.getString("package")),
                row.getString("version"),
                new StoredBlob(
                        row.getLong("size"),
                        row.getString("md5"),
                        row.getString("sha1"),
                        row.getString("sha256"),
                        row.getString("sha512")),
                publication(row),
                row.getString("verified_sha256"));
    }

    boolean insertFile(FileRecord file) {
        StoredBlob blob = file.blob();
        return session.insertIfAbsent(
                "INSERT INTO reg_file (" + FILE + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                file.path(),
                file.packageName().toString(),
                file.version(),
                blob.size(),
                blob.md5(),
                blob.sha1(),
                blob.sha256(),
                blob.sha512(),
                file.publication().at(),
                file.publication().credentialId(),
                account(file.publication()),
                workload(file.publication()),
                file.verifiedSha256());
    }

    boolean replaceFile(FileRecord file) {
        StoredBlob blob = file.blob();
        return session.update(
                        "UPDATE reg_file SET size = ?, md5 = ?, sha1 = ?, sha256 = ?, sha512 = ?, published_at = ?,"
                                + " credential = ?, account = ?, workload = ?, verified_sha256 = ? WHERE path = ?",
                        blob.size(),
                        blob.md5(),
                        blob.sha1(),
                        blob.sha256(),
                        blob.sha512(),
                        file.publication().at(),
                        file.publication().credentialId(),
                        account(file.publication()),
                        workload(file.publication()),
                        file.verifiedSha256(),
                        file.path())
                == 1;
    }

    Map<String, String> tags(PackageName packageName) {
        Map<String, String> tags = new LinkedHashMap<>();
        session.list(
                "SELECT tag, version FROM reg_tag WHERE package = ? ORDER BY tag",
                row -> tags.put(row.getString("tag"), row.getString("version")) == null,
                packageName.toString());
        return tags;
    }

    void setTag(PackageName packageName, String tag, String version) {
        boolean isNew = session.insertIfAbsent(
                "INSERT INTO reg_tag (package, tag, version) VALUES (?, ?, ?)", packageName.toString(), tag, version);
        if (!isNew) {
            session.update(
                    "UPDATE reg_tag SET version = ? WHERE package = ? AND tag = ?",
                    version,
                    packageName.toString(),
                    tag);
        }
    }

    private boolean exists(String sql, @Nullable Object... parameters) {
        return session.first(sql, row -> true, parameters) != null;
    }
}
