package dev.registrykit.examples.registry.web;

import dev.registrykit.examples.registry.catalog.ReleaseRecord;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;

/** The first page: what was published last. */
final class HomePage {
    private static final int NEWEST = 20;

    private final Web web;

    HomePage(Web web) {
        this.web = web;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/", this::show);
    }

    private void show(Context ctx) {
        List<ReleaseRecord> newest = web.catalog().newest(NEWEST);
        Html releases = newest.isEmpty()
                ? Html.of("""
                        <p class="empty">Nothing is published yet. Sign up, create a token, and deploy with Maven or npm.</p>""")
                : Html.of("""
                        <ul class="cards">{}</ul>""", newest.stream().map(this::release).toList());
        Web.show(ctx, "Packages", web.sessions().find(ctx), Html.of("""
                        <h1>Packages</h1>
                        <p class="lead">Java and JavaScript packages, each with who published it and how.</p>
                        <h2>Published last</h2>
                        {}
                        <h2>Use this registry</h2>
                        <dl class="facts">
                        <div><dt>Maven repository</dt><dd><code>{}/maven/</code></dd></div>
                        <div><dt>npm registry</dt><dd><code>{}/npm/</code></dd></div>
                        </dl>""", releases, web.origin(), web.origin()));
    }

    private Html release(ReleaseRecord record) {
        return Html.of(
                """
                <li><div><span class="tag">{}</span> <strong>{}</strong> {}</div>
                <div class="quiet">{} · {}</div></li>""",
                record.release().packageName().ecosystem().word(),
                Layout.link(record.release().packageName()),
                record.release().version(),
                Layout.time(record.publication().at()),
                PublisherText.who(web, record.publication()));
    }
}
