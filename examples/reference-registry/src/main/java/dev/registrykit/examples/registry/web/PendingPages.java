package dev.registrykit.examples.registry.web;

import dev.registrykit.core.decision.Failure;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.InvalidNameException;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.http.RegistryReason;
import dev.registrykit.examples.registry.web.Web.SignedInSession;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.publish.publisher.TrustedPublisher;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Pending publishers: CI jobs that may make a package which does not exist yet. */
final class PendingPages {
    private static final String ADDRESS = "/account/pending";

    private final Web web;

    PendingPages(Web web) {
        this.web = web;
    }

    void addTo(RoutesConfig routes) {
        routes.get(ADDRESS, ctx -> show(ctx, web.signedIn(ctx), PublisherForm.EMPTY, null));
        routes.post(ADDRESS, this::add);
        routes.post(ADDRESS + "/remove", this::remove);
    }

    /** The account's pending publishers, for its page. */
    static Html list(Web web, SignedInSession who) {
        List<TrustedPublisher> pending = web.publish().publishers().pendingOf(who.subject());
        return Html.of(
                """
                {}<p><a href="/account/pending">Add a pending publisher</a></p>""",
                pending.isEmpty()
                        ? Html.of("<p class=\"empty\">None.</p>")
                        : Html.of(
                                "<ul class=\"cards\">{}</ul>",
                                pending.stream()
                                        .map(publisher -> item(web, who, publisher))
                                        .toList()));
    }

    private static Html item(Web web, SignedInSession who, TrustedPublisher publisher) {
        String packageName = publisher.packages().get(0).toString();
        boolean over = publisher.isExpired(web.clock().instant());
        return Html.of(
                """
                <li><div><strong>{}</strong> {}</div>
                <div class="quiet">Waits until {} for a job of {}</div>
                {}
                <form method="post" action="/account/pending/remove">{}<input type="hidden" name="id" value="{}"><button class="danger" aria-label="Remove the pending publisher of {}">Remove</button></form></li>""",
                packageName,
                Html.when(over, "<span class=\"tag bad\">over</span>"),
                Layout.time(publisher.pendingUntil()),
                PublisherText.url(publisher.policy().repository()),
                PublisherPages.facts(web, publisher),
                Layout.formToken(who.session()),
                publisher.id(),
                packageName);
    }

    private void show(Context ctx, SignedInSession who, PublisherForm form, @Nullable Failure failure) {
        Html name = Html.of("""
                <label for="package">Package</label>
                <input id="package" name="package" value="{}" required placeholder="npm:@acme/widget" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="package-hint">
                <p class="hint" id="package-hint"><code>npm:@acme/widget</code> or <code>maven:com.acme:widget</code>, where you may publish new packages.</p>""", form.packageName());
        Web.show(ctx, "Pending publisher", who.session(), Html.of("""
                        <h1>Pending publisher</h1>
                        <p>The first release of a job of this workflow makes the package, and you own it then. The name is not reserved: if somebody else is first, or nothing is published within 30 days, the publisher ends.</p>
                        {}""", form.show(web, who, ADDRESS, name, failure)));
    }

    private void add(Context ctx) {
        SignedInSession who = web.signedIn(ctx);
        web.checkForm(ctx, who.session());
        PublisherForm form = PublisherForm.of(ctx);
        try {
            AccountPages.requireStrongSignIn(web, who);
            if (PublisherForm.asksForIds(ctx)) {
                show(ctx, who, form.lookedUp(web), null);
                return;
            }
            Registration registration = Registration.builder(form.policy(web), who.subject())
                    .packages(PackagePattern.exactly(newPackage(form, who)))
                    .pending()
                    .build();
            PublisherForm unconfirmed = form.unconfirmed(web, registration);
            if (unconfirmed != null) {
                show(ctx, who, unconfirmed, null);
                return;
            }
            web.publish()
                    .publishers()
                    .register(registration, web.request(ctx, who.session()))
                    .orElseThrow(HttpProblem::new);
            Web.go(ctx, "/account?done=pending-added");
        } catch (HttpProblem problem) {
            ctx.status(problem.status());
            show(ctx, who, form, problem.failure());
        }
    }

    private PackageName newPackage(PublisherForm form, SignedInSession who) {
        PackageName name;
        try {
            name = PackageName.ofString(form.packageName());
        } catch (InvalidNameException invalid) {
            throw new HttpProblem(RegistryReason.FORM_INVALID, "That is " + invalid.getMessage() + ".");
        }
        if (web.catalog().exists(name)) {
            throw new HttpProblem(
                    RegistryReason.FORM_INVALID, "The package exists: its owners add publishers on its page.");
        }
        if (!web.catalog().may(who.subject(), Action.PUBLISH_NEW_PACKAGE, name)) {
            throw new HttpProblem(RegistryReason.FORM_INVALID, "The package is in none of your namespaces.");
        }
        return name;
    }

    private void remove(Context ctx) {
        SignedInSession who = web.signedIn(ctx);
        web.checkForm(ctx, who.session());
        TrustedPublisher publisher = web.publish().publishers().find(Web.field(ctx, "id"));
        boolean ours = publisher != null
                && publisher.isPending()
                && publisher.addedBy().equals(who.subject());
        if (!ours
                || !web.publish()
                        .publishers()
                        .remove(
                                Objects.requireNonNull(publisher).id(),
                                who.subject(),
                                web.request(ctx, who.session()))) {
            throw new HttpProblem(RegistryReason.NOT_FOUND, "You have no such pending publisher.");
        }
        Web.go(ctx, "/account?done=pending-removed");
    }
}
