package dev.registrykit.examples.registry.web;

import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.name.Ecosystem;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.examples.registry.accounts.Session;
import dev.registrykit.examples.registry.catalog.FileRecord;
import dev.registrykit.examples.registry.catalog.ReleaseRecord;
import dev.registrykit.examples.registry.web.Web.SignedInSession;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A package's page, with who published each version and how, and its security events for its owners. */
final class PackagePages {
    private static final int EVENTS = 100;

    private final Web web;

    PackagePages(Web web) {
        this.web = web;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/package", this::show);
        routes.get("/package/events", this::events);
    }

    private void show(Context ctx) {
        PackageName packageName = web.packageOf(ctx);
        Session session = web.sessions().find(ctx);
        Account account = session == null ? null : session.account();
        boolean own = account != null && web.catalog().isOwner(packageName, account.subject());
        List<ReleaseRecord> releases = web.catalog().releases(packageName);
        List<Subject> owners = web.catalog().owners(packageName);
        Web.show(
                ctx,
                packageName.text(),
                session,
                Html.of(
                        """
                        {}
                        <dl class="facts">
                        <div><dt>Owned by</dt><dd>{}</dd></div>
                        <div><dt>Package URL</dt><dd><code>{}</code></dd></div>
                        </dl>
                        {}
                        <h2>Versions</h2>
                        {}""",
                        heading(packageName, own, "package"),
                        owners.stream()
                                .map(owner -> Html.of("<span>{}</span> ", web.userName(owner)))
                                .toList(),
                        packageName.toPurl(),
                        releases.isEmpty() ? Html.NONE : install(releases.get(0)),
                        versions(releases)));
    }

    /** The package's name, and for its owners the links to its other pages. */
    static Html heading(PackageName packageName, boolean own, String current) {
        String query = "?name=" + Html.urlPart(packageName.toString());
        return Html.of(
                """
                <p class="crumb"><span class="tag">{}</span></p>
                <h1 class="name">{}</h1>
                {}""",
                packageName.ecosystem().word(),
                packageName.text(),
                own
                        ? Html.of(
                                """
                                <nav class="tabs" aria-label="Package"><ul>
                                <li><a href="/package{}"{}>Versions</a></li>
                                <li><a href="/package/publishers{}"{}>Trusted publishers</a></li>
                                <li><a href="/package/events{}"{}>Security events</a></li>
                                </ul></nav>""",
                                query,
                                current(current.equals("package")),
                                query,
                                current(current.equals("publishers")),
                                query,
                                current(current.equals("events")))
                        : Html.NONE);
    }

    private static Html current(boolean is) {
        return Html.when(is, " aria-current=\"page\"");
    }

    private static Html install(ReleaseRecord newest) {
        PackageName name = newest.release().packageName();
        String version = newest.release().version();
        if (name.ecosystem() == Ecosystem.NPM) {
            return Html.of("<pre tabindex=\"0\"><code>npm install {}@{}</code></pre>", name.text(), version);
        }
        return Html.of("""
                <pre tabindex="0"><code>&lt;dependency&gt;
                  &lt;groupId&gt;{}&lt;/groupId&gt;
                  &lt;artifactId&gt;{}&lt;/artifactId&gt;
                  &lt;version&gt;{}&lt;/version&gt;
                &lt;/dependency&gt;</code></pre>""", name.namespace(), name.name(), version);
    }

    private Html versions(List<ReleaseRecord> releases) {
        return releases.isEmpty()
                ? Html.of("<p class=\"empty\">No version is published yet.</p>")
                : Html.of(
                        "<ul class=\"cards\">{}</ul>",
                        releases.stream().map(this::version).toList());
    }

    private Html version(ReleaseRecord record) {
        List<FileRecord> files = web.catalog().files(record.release());
        boolean mixed = files.stream().anyMatch(file -> !file.publication().sameSource(record.publication()));
        return Html.of(
                """
                <li><h3>{}</h3>
                <div class="quiet">Published {}</div>
                {}{}{}
                <details><summary>Files ({})</summary><ul class="plain files">{}</ul></details></li>""",
                record.release().version(),
                Layout.time(record.publication().at()),
                PublisherText.how(
                        web, record.publication(), web.publish().publications().ofRelease(record.release())),
                Html.when(mixed, "<p class=\"note\">Not all files came in this way: see the files.</p>"),
                web.attest() == null
                        ? Html.NONE
                        : ProvenanceHtml.of(web.attest().attestations().ofRelease(record.release())),
                files.size(),
                files.stream().map(file -> file(file, files)).toList());
    }

    /** An attestation counts for a file as long as the file has the bytes that were verified. */
    private Html file(FileRecord file, List<FileRecord> all) {
        boolean attested = all.stream().anyMatch(other -> other.attests(file));
        return Html.of(
                """
                <li><a href="/{}">{}</a> {} <span class="quiet">{} bytes, {}</span><br><code class="digest">sha256:{}</code></li>""",
                file.path(),
                file.fileName(),
                Html.when(attested, "<span class=\"tag strong\">attestation verified</span>"),
                file.blob().size(),
                PublisherText.who(web, file.publication()),
                file.blob().sha256());
    }

    private void events(Context ctx) {
        SignedInSession who = web.signedIn(ctx);
        PackageName packageName = web.ownPackageOf(ctx, who.account());
        Web.show(
                ctx,
                "Security events of " + packageName.text(),
                who.session(),
                Html.of("""
                        {}
                        <h2>Security events</h2>
                        <p>What happened to this package, newest first. Only its owners see this.</p>
                        {}""", heading(packageName, true, "events"), EventList.of(web, events(packageName), EVENTS)));
    }

    /** The newest events of the modules together. */
    private List<RecordedEvent> events(PackageName packageName) {
        List<RecordedEvent> events = new ArrayList<>(web.publish().events().ofPackage(packageName, EVENTS));
        if (web.attest() != null) {
            events.addAll(web.attest().events().ofPackage(packageName, EVENTS));
        }
        events.sort(Comparator.comparing(RecordedEvent::time).reversed());
        return events.subList(0, Math.min(EVENTS, events.size()));
    }
}
