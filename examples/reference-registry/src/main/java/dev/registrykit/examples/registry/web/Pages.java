package dev.registrykit.examples.registry.web;

import dev.registrykit.core.decision.Failure;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.examples.registry.accounts.Session;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.http.RegistryReason;
import dev.registrykit.examples.registry.http.Requests;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** All pages, their style and script, and the headers that keep browsers strict about them. */
public final class Pages {
    private static final String POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
            + " img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private final Web web;

    /** The pages over these parts of the registry. */
    public Pages(Web web) {
        this.web = web;
    }

    /** Adds all pages. */
    public void addTo(RoutesConfig routes) {
        routes.before(this::headers);
        new HomePage(web).addTo(routes);
        new SignUpPages(web).addTo(routes);
        new SignInPages(web).addTo(routes);
        new AccountPages(web).addTo(routes);
        new TokenPages(web).addTo(routes);
        new DevicePages(web).addTo(routes);
        new PackagePages(web).addTo(routes);
        new PublisherPages(web).addTo(routes);
        new PendingPages(web).addTo(routes);
        asset(routes, "style.css", "text/css; charset=utf-8");
        asset(routes, "passkey.js", "text/javascript; charset=utf-8");
        asset(routes, "icon.svg", "image/svg+xml");
    }

    private void headers(Context ctx) {
        ctx.header("Content-Security-Policy", POLICY);
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("X-Frame-Options", "DENY");
        // Not no-referrer: with it browsers send "Origin: null" with our own forms.
        ctx.header("Referrer-Policy", "same-origin");
        ctx.header("Cross-Origin-Opener-Policy", "same-origin");
        ctx.header("Cross-Origin-Resource-Policy", "same-origin");
        ctx.header("Cache-Control", "no-store");
        if ("https".equals(web.origin().getScheme())) {
            ctx.header("Strict-Transport-Security", "max-age=31536000");
        }
    }

    private static void asset(RoutesConfig routes, String name, String mediaType) {
        byte[] bytes = resource(name);
        routes.get("/assets/" + name, ctx -> {
            ctx.contentType(mediaType);
            ctx.header("Cache-Control", "public, max-age=300");
            ctx.result(bytes);
        });
    }

    private static byte[] resource(String name) {
        try (InputStream in = Pages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Answers a refusal: a page for people, a problem document for everything else. */
    public void refuse(Context ctx, HttpProblem problem) {
        Failure failure = problem.failure();
        String accept = ctx.header("Accept");
        boolean person = accept != null && accept.contains("text/html");
        if (person && HandlerType.GET.equals(ctx.method()) && RegistryReason.SIGN_IN_NEEDED.equals(failure.reason())) {
            Web.go(ctx, "/sign-in");
            return;
        }
        if (!person) {
            Requests.answer(ctx, EndpointAnswer.of(failure));
            if (problem.status() == 401) {
                // A page's script asked: offering Basic would open the browser's own password dialog.
                ctx.header("WWW-Authenticate", "Bearer realm=\"registry\"");
            }
            return;
        }
        Session session = problem.status() >= 500 ? null : web.sessions().find(ctx);
        ctx.status(problem.status());
        Web.show(
                ctx,
                "Refused",
                session,
                Html.of(
                        """
                        <h1>{}</h1>
                        <p class="lead">{}</p>
                        <p class="quiet">Status {}, <code>{}</code></p>
                        <p><a href="/">All packages</a></p>""",
                        failure.detail(),
                        failure.reason().nextStep(),
                        problem.status(),
                        failure.reason().code()));
    }
}
