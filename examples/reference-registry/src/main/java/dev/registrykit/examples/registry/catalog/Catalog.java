package dev.registrykit.examples.registry.catalog;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.http.RegistryReason;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.publisher.PublisherRights;
import dev.registrykit.publish.publisher.TrustedPublisher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What the registry holds: packages with their owners, releases, files, and the namespaces that accounts were granted.
 *
 * <p>Each method is one transaction.
 */
public final class Catalog {
    /** How long after its first file a release takes more files. */
    public static final Duration RELEASE_WINDOW = Duration.ofHours(1);

    private final UnitOfWork<CatalogRows> rows;
    private final PublishingModule module;
    private final @Nullable Provenances provenances;

    /**
     * The catalog in the registry's own tables, and the SDK's modules in the same database.
     *
     * @param provenances null when the registry verifies no attestations
     */
    public Catalog(DataSource dataSource, PublishingModule module, @Nullable Provenances provenances) {
        this.rows = new JdbcUnitOfWork<>(dataSource, CatalogRows::new);
        this.module = module;
        this.provenances = provenances;
    }

    /** Makes the SDK's publishing module work in a transaction of the catalog, so that both keep an upload or neither. */
    @FunctionalInterface
    public interface PublishingModule {
        /** The module within this transaction; {@code rights} ask the same one. */
        RegistryPublish in(UnitOfWork<PublishStores> transaction, PublisherRights rights);
    }

    /**
     * Whether the account may do this to the package now.
     *
     * <p>A package that exists belongs to its owners. A new one may be made by whoever was granted its Maven group or
     * npm scope; npm names without a scope are free.
     */
    public boolean may(Subject account, Action action, PackageName packageName) {
        return rows.run(tables -> may(tables, account, action, packageName));
    }

    private static boolean may(CatalogRows tables, Subject account, Action action, PackageName packageName) {
        if (tables.packageExists(packageName)) {
            return action.equals(Action.READ) || tables.isOwner(packageName, account);
        }
        return action.equals(Action.PUBLISH_NEW_PACKAGE)
                && (packageName.namespace().isEmpty()
                        || tables.namespaces(account).stream().anyMatch(pattern -> pattern.covers(packageName)));
    }

    /**
     * Whether a trusted publisher counts for the package now.
     *
     * <p>It does for every package that exists, whoever of its owners registered it. A pending one may make its package
     * for as long as the account that registered it may.
     */
    public boolean publisherMay(TrustedPublisher publisher, Action action, PackageName packageName) {
        return rows.run(tables -> publisherMay(tables, publisher, action, packageName));
    }

    private static boolean publisherMay(
            CatalogRows tables, TrustedPublisher publisher, Action action, PackageName packageName) {
        return tables.packageExists(packageName)
                || (publisher.isPending() && may(tables, publisher.addedBy(), action, packageName));
    }

    /**
     * What uploading to this package means: publishing a new package, or a new version of one that exists.
     *
     * @param version the release that the file belongs to, or null when it belongs to the package alone
     */
    public Action uploadAction(PackageName packageName, @Nullable String version, Instant now) {
        return rows.run(tables -> {
            boolean opening = !tables.packageExists(packageName) || tables.isOpening(packageName, version, now);
            return opening ? Action.PUBLISH_NEW_PACKAGE : Action.PUBLISH_VERSION;
        });
    }

    /**
     * Records a file and keeps its bytes, and records its release and package when they are new.
     *
     * @return whether anything changed: false when the same bytes were there already
     * @throws HttpProblem if the account does not own the package, the file may not be replaced, the release takes no
     *     more files, or a new package has no account to belong to
     */
    public boolean record(Upload upload) {
        return telling(upload, tables -> {
            FileRecord file = upload.file();
            requireOwner(tables, upload);
            FileRecord present = tables.file(file.path());
            if (present != null && present.blob().sha256().equals(file.blob().sha256())) {
                return false;
            }
            if (present != null && !upload.replaceable()) {
                throw new HttpProblem(RegistryReason.FILE_EXISTS, file.fileName() + " is published with other bytes.");
            }
            open(tables, upload, file.version(), upload.by().at().plus(RELEASE_WINDOW));
            if (file.version() != null && !upload.replaceable()) {
                openRelease(tables, Release.of(file.packageName(), file.version()), file.publication());
            } else if (file.version() != null) {
                tables.insertRelease(Release.of(file.packageName(), file.version()), file.publication(), null);
            }
            if (present == null ? tables.insertFile(file) : tables.replaceFile(file)) {
                holdToProvenance(tables, upload);
                // Last, so that the bytes of a refused upload never get into the store.
                upload.received().keep();
                return true;
            }
            throw new HttpProblem(RegistryReason.FILE_EXISTS, file.fileName() + " was uploaded at the same time.");
        });
    }

    /** Runs one transaction, and tells of a provenance that was refused in it when it is over. */
    private <T> T telling(Upload upload, Function<CatalogRows, T> work) {
        Provenances module = provenances;
        return module == null ? rows.run(work) : module.telling(upload, () -> rows.run(work));
    }

    /**
     * A Maven release comes file by file, its bundles last: a bundle that was verified counts when it comes, and a file by an
     * account's token, which no bundle can be verified against, counts as one without provenance.
     */
    private void holdToProvenance(CatalogRows tables, Upload upload) {
        String version = upload.version();
        boolean counts = upload.attested() != null || upload.by().grant().workload() == null;
        if (provenances != null && version != null && counts) {
            provenances.accept(tables.attesting(), Release.of(upload.packageName(), version), upload);
        }
    }

    private static void openRelease(CatalogRows tables, Release release, Publication publication) {
        if (tables.insertRelease(release, publication, null)) {
            return;
        }
        Instant opened = tables.publishedAt(release);
        if (opened != null && publication.at().isAfter(opened.plus(RELEASE_WINDOW))) {
            throw new HttpProblem(RegistryReason.RELEASE_CLOSED, "The release takes no more files.");
        }
    }

    /**
     * Records an npm release with its one file and its tags, and keeps the file's bytes.
     *
     * @param manifest the version's manifest as JSON
     * @return true: what is published already is refused
     * @throws HttpProblem if the account does not own the package, the version is published already, or a new package
     *     has no account to belong to
     */
    public boolean recordVersion(Upload upload, String manifest, Map<String, String> tags) {
        return telling(upload, tables -> {
            FileRecord file = upload.file();
            Release release = Release.of(file.packageName(), Objects.requireNonNull(file.version(), "version"));
            requireOwner(tables, upload);
            // The one document is the whole release: nothing of it comes later.
            open(tables, upload, null, null);
            if (!tables.insertRelease(release, file.publication(), manifest) || !tables.insertFile(file)) {
                throw new HttpProblem(
                        RegistryReason.VERSION_EXISTS,
                        "Version " + release.version() + " of "
                                + file.packageName().text() + " is published already.");
            }
            tags.forEach((tag, version) -> tables.setTag(file.packageName(), tag, version));
            if (provenances != null) {
                provenances.accept(tables.attesting(), release, upload);
                provenances.publish(tables.attesting(), release, upload, file.fileName());
            }
            upload.received().keep();
            return true;
        });
    }

    /** An account must own a package that exists, whatever was true when it was asked for. */
    private static void requireOwner(CatalogRows tables, Upload upload) {
        Subject account = upload.by().grant().owner();
        if (account != null
                && tables.packageExists(upload.packageName())
                && !tables.isOwner(upload.packageName(), account)) {
            throw new HttpProblem(RegistryReason.NOT_AN_OWNER, "Another account owns this package.");
        }
    }

    /**
     * Writes down the job that brings the release, and makes the package when it is new: for the account of the token, or
     * the one that registered the pending publisher.
     */
    private void open(
            CatalogRows tables, Upload upload, @Nullable String openingVersion, @Nullable Instant openedUntil) {
        Uploader by = upload.by();
        PackageName packageName = upload.packageName();
        Subject account = by.grant().owner();
        PublishStores stores = tables.publishStores();
        RegistryPublish publish = module.in(
                tables.publishing(), (publisher, action, name) -> publisherMay(tables, publisher, action, name));
        TrustedPublisher publisher = account != null ? null : recorded(publish, upload);
        if (tables.packageExists(packageName)) {
            return;
        }
        Subject owner = publisher == null ? account : publisher.addedBy();
        if (owner == null) {
            throw new HttpProblem(RegistryReason.ACCOUNT_NEEDED, "The package does not exist yet.");
        }
        if (tables.insertPackage(packageName, by.at(), openingVersion, openedUntil)) {
            tables.insertOwner(packageName, owner, by.at());
            publish.publishers().packageCreated(stores, packageName, by.request());
        } else if (!tables.isOwner(packageName, owner)) {
            throw new HttpProblem(RegistryReason.NOT_AN_OWNER, "Another account owns this package.");
        }
    }

    /** Writes down which job brings the release, and gives its publisher; null when the file belongs to no release. */
    private static @Nullable TrustedPublisher recorded(RegistryPublish publish, Upload upload) {
        String version = upload.version();
        if (version == null) {
            return null;
        }
        Uploader by = upload.by();
        String publisher = publish.publications()
                .record(by.grant(), Release.of(upload.packageName(), version), by.request())
                .orElseThrow(HttpProblem::new)
                .publisherId();
        return publish.publishers().find(publisher);
    }

    /** The file at this path, or null. */
    public @Nullable FileRecord file(String path) {
        return rows.<@Nullable FileRecord>run(tables -> tables.file(path));
    }

    /** The files of a release, by name. */
    public List<FileRecord> files(Release release) {
        return rows.run(tables -> tables.files(release));
    }

    /** The releases of a package, newest first. */
    public List<ReleaseRecord> releases(PackageName packageName) {
        return rows.run(tables -> tables.releases(packageName));
    }

    /** The newest releases of all packages. */
    public List<ReleaseRecord> newest(int limit) {
        return rows.run(tables -> tables.newest(limit));
    }

    /** The versions of an npm package with their manifests as JSON, oldest first. */
    public Map<ReleaseRecord, String> manifests(PackageName packageName) {
        return rows.run(tables -> tables.manifests(packageName));
    }

    /** The tags of an npm package and the versions that they name. */
    public Map<String, String> tags(PackageName packageName) {
        return rows.run(tables -> tables.tags(packageName));
    }

    /** Whether the package exists. */
    public boolean exists(PackageName packageName) {
        return rows.run(tables -> tables.packageExists(packageName));
    }

    /** The owners of a package. */
    public List<Subject> owners(PackageName packageName) {
        return rows.run(tables -> tables.owners(packageName));
    }

    /** Whether the account owns the package. */
    public boolean isOwner(PackageName packageName, Subject account) {
        return rows.run(tables -> tables.isOwner(packageName, account));
    }

    /** The packages that an account owns, by name. */
    public List<PackageName> packagesOf(Subject account) {
        return rows.run(tables -> tables.packagesOf(account));
    }

    /** The namespaces that an account was granted. */
    public List<PackagePattern> namespaces(Subject account) {
        return rows.run(tables -> tables.namespaces(account));
    }

    /** Grants a Maven group or an npm scope to an account; false when it was granted before, to whomever. */
    public boolean grantNamespace(PackagePattern pattern, Subject account) {
        return rows.run(tables -> tables.insertNamespace(pattern, account));
    }

    /** Makes an empty package for an owner; false when it exists. */
    public boolean create(PackageName packageName, Subject owner, Instant now) {
        return rows.run(tables ->
                tables.insertPackage(packageName, now, null, null) && tables.insertOwner(packageName, owner, now));
    }
}
