package dev.registrykit.examples.registry.npm;

import dev.registrykit.attest.RegistryAttest;
import dev.registrykit.attest.expectation.NpmExpectation;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.statement.SlsaProvenance;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.name.InvalidNameException;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.examples.registry.accounts.Accounts;
import dev.registrykit.examples.registry.catalog.Attested;
import dev.registrykit.examples.registry.catalog.Catalog;
import dev.registrykit.examples.registry.catalog.Downloads;
import dev.registrykit.examples.registry.catalog.FileRecord;
import dev.registrykit.examples.registry.catalog.ReleaseRecord;
import dev.registrykit.examples.registry.catalog.Target;
import dev.registrykit.examples.registry.catalog.Upload;
import dev.registrykit.examples.registry.catalog.Uploads;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.http.RegistryReason;
import dev.registrykit.examples.registry.http.Requests;
import dev.registrykit.examples.registry.maven.Attestations;
import dev.registrykit.examples.registry.storage.BlobStore;
import dev.registrykit.examples.registry.storage.ReceivedBlob;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.devicelogin.NpmLoginEndpoint;
import dev.registrykit.publish.trusted.NpmExchangeEndpoint;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The npm registry below {@code /npm/}: packuments, tarballs, publishing, {@code whoami}, {@code ping}, web log-in and the exchange.
 *
 * <p>npm asks for the exchange at the root of the origin, wherever the registry is, so {@code /-/} answers there too.
 */
public final class NpmEndpoint {
    private static final String PREFIX = "/npm/";
    private static final String LOGIN = "-/v1/login";
    private static final String LOGIN_DONE = "-/v1/done";
    private static final String KEYS = "-/npm/v1/keys";
    private static final String ATTESTATIONS = "-/npm/v1/attestations/";
    private static final String EXCHANGE = "-/npm/v1/oidc/token/exchange/package/";

    private final URI origin;
    private final Catalog catalog;
    private final BlobStore blobs;
    private final Accounts accounts;
    private final RegistryPublish publish;
    private final NpmExchangeEndpoint exchange;
    private final NpmLoginEndpoint login;
    private final Uploads uploads;
    private final @Nullable RegistryAttest attest;
    private final Attestations attestations;

    /** On the registry's catalog and files, with the SDK's tokens, exchange and, where there is a trust root, attestations. */
    public NpmEndpoint(
            URI origin,
            Catalog catalog,
            BlobStore blobs,
            Accounts accounts,
            RegistryPublish publish,
            Uploads uploads,
            @Nullable RegistryAttest attest) {
        this.origin = origin;
        this.catalog = catalog;
        this.blobs = blobs;
        this.accounts = accounts;
        this.publish = publish;
        this.exchange = publish.npmExchangeEndpoint(origin.getHost());
        this.login = publish.npmLoginEndpoint(origin.resolve(PREFIX + LOGIN_DONE));
        this.uploads = uploads;
        this.attest = attest;
        this.attestations = new Attestations(attest);
    }

    /** Adds the protocol's routes. */
    public void addTo(RoutesConfig routes) {
        for (String path : new String[] {PREFIX + "*", "/-/*"}) {
            routes.get(path, this::get)
                    .head(path, this::get)
                    .post(path, this::post)
                    .put(path, this::put);
            routes.delete(path, NpmEndpoint::unknown);
        }
    }

    /** Answers a refusal as npm shows it: the sentence in {@code error}. */
    public static void refuse(Context ctx, HttpProblem problem) {
        Requests.drain(ctx);
        if (problem.status() == 401) {
            ctx.header("WWW-Authenticate", "Bearer realm=\"registry\"");
        }
        if (problem.status() == 503) {
            ctx.header("Retry-After", "5");
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(
                "error",
                problem.failure().detail() + " " + problem.failure().reason().nextStep());
        body.put("code", problem.failure().reason().code());
        ctx.status(problem.status());
        json(ctx, JsonText.write(body));
        ctx.header("Cache-Control", "no-store");
    }

    private void get(Context ctx) throws IOException {
        String path = path(ctx);
        if (path.equals("-/ping")) {
            json(ctx, "{}");
        } else if (path.equals("-/whoami")) {
            whoami(ctx);
        } else if (path.startsWith(LOGIN_DONE + "/")) {
            Requests.answer(ctx, login.done(Requests.context(ctx), path.substring(LOGIN_DONE.length() + 1)));
        } else if (attest != null && path.equals(KEYS)) {
            Requests.answer(ctx, attest.npmKeysEndpoint().handle(Requests.context(ctx)));
        } else if (attest != null && path.startsWith(ATTESTATIONS)) {
            Requests.answer(ctx, attest.npmAttestationsEndpoint().handle(Requests.context(ctx)));
        } else if (path.contains("/-/")) {
            tarball(ctx, path);
        } else {
            packument(ctx, path);
        }
    }

    private void whoami(Context ctx) {
        Grant grant = publish.tokens().authenticate(Requests.context(ctx)).orElseThrow(HttpProblem::new);
        json(ctx, JsonText.write(Map.of("username", userName(grant))));
        ctx.header("Cache-Control", "no-store");
    }

    private String userName(Grant grant) {
        Subject owner = grant.owner();
        Account account = owner == null ? null : accounts.byId(owner);
        if (account != null) {
            return account.userName();
        }
        WorkloadIdentity workload = grant.workload();
        String repository = workload == null ? null : workload.sourceRepository();
        return repository == null ? grant.credentialId() : repository;
    }

    private void packument(Context ctx, String path) {
        PackageName packageName = name(path);
        Map<ReleaseRecord, String> manifests = catalog.manifests(packageName);
        if (manifests.isEmpty()) {
            throw new HttpProblem(
                    RegistryReason.NOT_FOUND, "The package " + packageName.text() + " has no versions here.");
        }
        ctx.header("Cache-Control", "no-cache");
        json(ctx, Packument.write(packageName, manifests, catalog.tags(packageName)));
    }

    private void tarball(Context ctx, String path) throws IOException {
        FileRecord file = catalog.file("npm/" + path);
        if (file == null) {
            throw new HttpProblem(RegistryReason.NOT_FOUND, "There is no such file.");
        }
        Downloads.send(ctx, blobs, file, "application/octet-stream", false);
    }

    private void put(Context ctx) throws IOException {
        PackageName packageName = name(path(ctx));
        RequestContext request = Requests.context(ctx);
        uploads.check(request, Target.of(packageName));
        PublishDocument document = PublishDocument.parse(packageName, Requests.body(ctx, PublishDocument.MAX_BYTES));
        Release release = document.release();
        String path = "npm/" + packageName.text() + "/-/" + Packument.tarballName(release);
        String manifest = manifest(document, origin.resolve("/" + path).toString());
        uploads.receive(
                request,
                Target.of(release),
                document.tarball(),
                PublishDocument.MAX_BYTES,
                (received, by) -> catalog.recordVersion(
                        new Upload(
                                path,
                                packageName,
                                release.version(),
                                received,
                                by,
                                verified(document, received, by.grant()),
                                false),
                        manifest,
                        document.tags()));
        ctx.status(201);
        json(ctx, "{\"ok\":true}");
    }

    private String manifest(PublishDocument document, String tarballUrl) {
        RegistryAttest module = attest;
        if (module == null) {
            return Packument.manifest(document, tarballUrl, null, null);
        }
        Release release = document.release();
        String integrity = document.manifest().object("dist").string("integrity");
        Map<String, Object> attested = new LinkedHashMap<>();
        attested.put(
                "url",
                origin.resolve("/" + ATTESTATIONS + release.packageName().text() + "@" + release.version())
                        .toString());
        if (document.bundle() != null) {
            attested.put("provenance", Map.of("predicateType", SlsaProvenance.V1));
        }
        return Packument.manifest(
                document,
                tarballUrl,
                module.statements().distSignature(release, integrity).toMembers(),
                attested);
    }

    /** npm's bundle is provenance of exactly this version, by the very workload that publishes. */
    private @Nullable Attested verified(PublishDocument document, ReceivedBlob received, Grant grant) {
        byte[] bundle = document.bundle();
        VerifiedAttestation attestation = bundle == null
                ? null
                : attestations.verify(bundle, received.blob().digest(), grant);
        if (attestation == null) {
            return null;
        }
        NpmExpectation.checkProvenance(attestation, document.release()).orElseThrow(HttpProblem::new);
        return new Attested(
                Packument.tarballName(document.release()), received.blob().sha256(), attestation);
    }

    private void post(Context ctx) {
        String path = path(ctx);
        if (path.equals(LOGIN)) {
            Requests.drain(ctx);
            Requests.answer(ctx, login.start(Requests.context(ctx)));
            return;
        }
        if (!path.startsWith(EXCHANGE)) {
            unknown(ctx);
            return;
        }
        Requests.drain(ctx);
        String name = name(path.substring(EXCHANGE.length())).text();
        Requests.answer(ctx, exchange.handle(Requests.context(ctx), name));
    }

    private static void unknown(Context ctx) {
        throw new HttpProblem(RegistryReason.NOT_FOUND, "This registry does not have what the client asked for.");
    }

    /** The path below the registry, decoded once: npm writes a scoped name's slash as {@code %2f} or plainly. */
    private static String path(Context ctx) {
        String raw = ctx.req().getRequestURI();
        return Requests.decode(raw.startsWith(PREFIX) ? raw.substring(PREFIX.length()) : raw.substring(1));
    }

    private static PackageName name(String text) {
        try {
            return PackageName.npm(text);
        } catch (InvalidNameException invalid) {
            throw new HttpProblem(RegistryReason.PATH_INVALID, "That is " + invalid.getMessage() + ".");
        }
    }

    private static void json(Context ctx, String json) {
        ctx.contentType("application/json");
        if (!HandlerType.HEAD.equals(ctx.method())) {
            ctx.result(json);
        }
    }
}
