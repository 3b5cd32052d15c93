package dev.registrykit.examples.registry.web;

import dev.registrykit.core.decision.Failure;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.http.RegistryReason;
import dev.registrykit.examples.registry.web.Web.SignedInSession;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.publish.publisher.TrustedPublisher;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A package's trusted publishers: the CI jobs that may publish it without any stored token. */
final class PublisherPages {
    private final Web web;

    PublisherPages(Web web) {
        this.web = web;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/package/publishers", this::show);
        routes.post("/package/publishers", this::add);
        routes.post("/package/publishers/remove", this::remove);
        routes.post("/package/publishers/only", this::setOnly);
    }

    private void show(Context ctx) {
        SignedInSession who = web.signedIn(ctx);
        show(ctx, who, web.ownPackageOf(ctx, who.account()), PublisherForm.EMPTY, null);
    }

    private void show(
            Context ctx, SignedInSession who, PackageName packageName, PublisherForm form, @Nullable Failure failure) {
        List<TrustedPublisher> publishers = web.publish().publishers().ofPackage(packageName);
        Web.show(
                ctx,
                "Trusted publishers of " + packageName.text(),
                who.session(),
                Html.of(
                        """
                        {}
                        {}
                        <h2>Trusted publishers</h2>
                        <p>A job of a registered workflow gets a token of 15 minutes for this package. No secret is stored anywhere.</p>
                        {}
                        {}
                        <h2 id="add">Add a workflow</h2>
                        {}""",
                        PackagePages.heading(packageName, true, "publishers"),
                        Layout.done(message(ctx.queryParam("done"))),
                        publishers.isEmpty()
                                ? Html.of("<p class=\"empty\">None yet.</p>")
                                : Html.of(
                                        "<ul class=\"cards\">{}</ul>",
                                        publishers.stream()
                                                .map(publisher -> publisher(who, packageName, publisher))
                                                .toList()),
                        only(who, packageName, publishers.isEmpty()),
                        form.show(web, who, address(packageName), Html.NONE, failure)));
    }

    private static String address(PackageName packageName) {
        return "/package/publishers?name=" + Html.urlPart(packageName.toString());
    }

    private static @Nullable String message(@Nullable String done) {
        return switch (done == null ? "" : done) {
            case "added" -> "The trusted publisher was added.";
            case "removed" -> "The trusted publisher was removed. Its tokens stopped working.";
            case "only" -> "Only trusted publishers may publish this package now.";
            case "tokens" -> "Tokens of accounts may publish this package again.";
            default -> null;
        };
    }

    private Html publisher(SignedInSession who, PackageName packageName, TrustedPublisher publisher) {
        return Html.of(
                """
                <li><div><strong>{}</strong> <span class="tag">{}</span></div>
                {}
                <form method="post" action="/package/publishers/remove?name={}">{}<input type="hidden" name="id" value="{}"><button class="danger" aria-label="Remove the trusted publisher {}">Remove</button></form></li>""",
                PublisherText.url(publisher.policy().repository()),
                provider(publisher.policy().issuer()),
                facts(web, publisher),
                Html.urlPart(packageName.toString()),
                Layout.formToken(who.session()),
                publisher.id(),
                publisher.policy().repository());
    }

    private String provider(String issuer) {
        return web.ciSystems().stream()
                .filter(system -> system.issuer().equals(issuer))
                .map(CiSystem::name)
                .findFirst()
                .orElse("another CI system");
    }

    /** What a publisher demands of its jobs, and who registered it. */
    static Html facts(Web web, TrustedPublisher publisher) {
        WorkloadPolicy policy = publisher.policy();
        List<Html> facts = new ArrayList<>();
        if (policy.pinsOnFirstUse()) {
            facts.add(Html.of("<div><dt>Ids</dt><dd>pinned on first use</dd></div>"));
        } else if (policy.mutableIdentityReason() != null) {
            facts.add(Html.of("<div><dt>Ids</dt><dd>none: the name is trusted</dd></div>"));
        }
        addCode(facts, "Repository id", policy.repositoryId());
        addCode(facts, "Owner id", policy.ownerId());
        addCode(facts, "Workflow", policy.workflow() == null ? policy.buildConfig() : policy.workflow());
        addCode(facts, "Reusable workflow", policy.signerWorkflow());
        policy.claims().forEach((name, value) -> addCode(facts, name, value));
        String environment = policy.environment() == null ? policy.environmentPattern() : policy.environment();
        facts.add(Html.of(
                "<div><dt>Environment</dt><dd>{}</dd></div>",
                environment == null ? "any" : Html.of("<code>{}</code>", environment)));
        addCode(facts, "Ref", policy.ref());
        addCode(facts, "Tag", policy.versionTag());
        if (policy.wantsProtectedRef()) {
            facts.add(Html.of("<div><dt>Option</dt><dd>protected refs only</dd></div>"));
        }
        if (publisher.isSingleUse()) {
            facts.add(Html.of("<div><dt>Option</dt><dd>one release for each token</dd></div>"));
        }
        addCode(facts, "Issuer", policy.issuer());
        return Html.of("""
                <dl class="facts">{}<div><dt>Added</dt><dd>{} by {}</dd></div></dl>""", facts, Layout.time(publisher.createdAt()), web.userName(publisher.addedBy()));
    }

    private static void addCode(List<Html> facts, String name, @Nullable String value) {
        if (value != null) {
            facts.add(Html.of("<div><dt>{}</dt><dd><code>{}</code></dd></div>", name, value));
        }
    }

    private Html only(SignedInSession who, PackageName packageName, boolean nobody) {
        boolean on = web.publish().publishers().isTrustedPublishingRequired(packageName);
        return Html.of(
                """
                <h2>Trusted publishing only</h2>
                <p>{}</p>{}
                <form method="post" action="/package/publishers/only?name={}">{}<button class="second" name="only" value="{}">{}</button></form>""",
                on
                        ? "On: no account's token may publish this package, whatever its scope. Jobs of the publishers above may. Everything else that tokens can do stays."
                        : "Off: tokens of this package's owners may publish it too. Switched on, a stolen token cannot publish; only jobs of the publishers above can.",
                Html.when(
                        nobody && !on,
                        "<p class=\"hint\">There is no publisher yet: switched on now, nobody could publish.</p>"),
                Html.urlPart(packageName.toString()),
                Layout.formToken(who.session()),
                on ? "off" : "on",
                on ? "Allow tokens again" : "Allow trusted publishing only");
    }

    private void add(Context ctx) {
        SignedInSession who = web.signedIn(ctx);
        web.checkForm(ctx, who.session());
        PackageName packageName = web.ownPackageOf(ctx, who.account());
        PublisherForm form = PublisherForm.of(ctx);
        try {
            AccountPages.requireStrongSignIn(web, who);
            if (PublisherForm.asksForIds(ctx)) {
                show(ctx, who, packageName, form.lookedUp(web), null);
                return;
            }
            Registration registration = Registration.builder(form.policy(web), who.subject())
                    .packages(PackagePattern.exactly(packageName))
                    .build();
            PublisherForm unconfirmed = form.unconfirmed(web, registration);
            if (unconfirmed != null) {
                show(ctx, who, packageName, unconfirmed, null);
                return;
            }
            web.publish()
                    .publishers()
                    .register(registration, web.request(ctx, who.session()))
                    .orElseThrow(HttpProblem::new);
            Web.go(ctx, address(packageName) + "&done=added");
        } catch (HttpProblem problem) {
            ctx.status(problem.status());
            show(ctx, who, packageName, form, problem.failure());
        }
    }

    private void setOnly(Context ctx) {
        SignedInSession who = web.signedIn(ctx);
        web.checkForm(ctx, who.session());
        PackageName packageName = web.ownPackageOf(ctx, who.account());
        AccountPages.requireStrongSignIn(web, who);
        PackagePattern pattern = PackagePattern.exactly(packageName);
        RequestContext request = web.request(ctx, who.session());
        boolean on = Web.field(ctx, "only").equals("on");
        if (on) {
            web.publish().publishers().requireTrustedPublishing(pattern, who.subject(), request);
        } else {
            web.publish().publishers().allowTokens(pattern, who.subject(), request);
        }
        Web.go(ctx, address(packageName) + (on ? "&done=only" : "&done=tokens"));
    }

    private void remove(Context ctx) {
        SignedInSession who = web.signedIn(ctx);
        web.checkForm(ctx, who.session());
        PackageName packageName = web.ownPackageOf(ctx, who.account());
        TrustedPublisher publisher = web.publish().publishers().find(Web.field(ctx, "id"));
        boolean ours = publisher != null && publisher.packages().equals(List.of(PackagePattern.exactly(packageName)));
        if (!ours
                || !web.publish()
                        .publishers()
                        .remove(
                                Objects.requireNonNull(publisher).id(),
                                who.subject(),
                                web.request(ctx, who.session()))) {
            throw new HttpProblem(RegistryReason.NOT_FOUND, "This package has no such trusted publisher.");
        }
        Web.go(ctx, "/package/publishers?done=removed&name=" + Html.urlPart(packageName.toString()));
    }
}
