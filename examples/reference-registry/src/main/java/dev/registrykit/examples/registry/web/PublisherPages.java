package dev.registrykit.examples.registry.web;

import dev.registrykit.core.decision.Failure;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.http.RegistryReason;
import dev.registrykit.examples.registry.web.Web.SignedInSession;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.publish.publisher.TrustedPublisher;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A package's trusted publishers: the CI jobs that may publish it without any stored token. */
final class PublisherPages {
    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}");
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,18}");
    private static final String WORKFLOWS = ".github/workflows/";

    private final Web web;

    PublisherPages(Web web) {
        this.web = web;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/package/publishers", this::show);
        routes.post("/package/publishers", this::add);
        routes.post("/package/publishers/remove", this::remove);
    }

    /** What was typed into the form. */
    private record Input(
            String issuer,
            String repository,
            String repositoryId,
            String ownerId,
            String workflow,
            String environment) {
        static final Input EMPTY = new Input("", "", "", "", "publish.yml", "");

        static Input of(Context ctx) {
            return new Input(
                    Web.field(ctx, "issuer"),
                    Web.field(ctx, "repository"),
                    Web.field(ctx, "repositoryId"),
                    Web.field(ctx, "ownerId"),
                    Web.field(ctx, "workflow"),
                    Web.field(ctx, "environment"));
        }
    }

    private void show(Context ctx) {
        SignedInSession who = web.signedIn(ctx);
        show(ctx, who, web.ownPackageOf(ctx, who.account()), Input.EMPTY, null);
    }

    private void show(
            Context ctx, SignedInSession who, PackageName packageName, Input input, @Nullable Failure failure) {
        Web.show(
                ctx,
                "Trusted publishers of " + packageName.text(),
                who.session(),
                Html.of(
                        """
                        {}
                        {}{}
                        <h2>Trusted publishers</h2>
                        <p>A job of a registered workflow gets a token of 15 minutes for this package. No secret is stored anywhere.</p>
                        {}
                        <h2>Add a GitHub Actions workflow</h2>
                        {}""",
                        PackagePages.heading(packageName, true, "publishers"),
                        Layout.problem(failure),
                        Layout.done(message(ctx.queryParam("done"))),
                        publishers(who, packageName),
                        form(who, packageName, input)));
    }

    private static @Nullable String message(@Nullable String done) {
        return switch (done == null ? "" : done) {
            case "added" -> "The trusted publisher was added.";
            case "removed" -> "The trusted publisher was removed. Its tokens stopped working.";
            default -> null;
        };
    }

    private Html publishers(SignedInSession who, PackageName packageName) {
        List<TrustedPublisher> publishers = web.publish().publishers().ofPackage(packageName);
        return publishers.isEmpty()
                ? Html.of("<p class=\"empty\">None yet.</p>")
                : Html.of(
                        "<ul class=\"cards\">{}</ul>",
                        publishers.stream()
                                .map(publisher -> publisher(who, packageName, publisher))
                                .toList());
    }

    private Html publisher(SignedInSession who, PackageName packageName, TrustedPublisher publisher) {
        WorkloadPolicy policy = publisher.policy();
        return Html.of(
                """
                <li><div><strong>{}</strong></div>
                <dl class="facts">
                <div><dt>Repository id</dt><dd><code>{}</code></dd></div>
                <div><dt>Owner id</dt><dd><code>{}</code></dd></div>
                <div><dt>Workflow</dt><dd><code>{}</code></dd></div>
                <div><dt>Environment</dt><dd>{}</dd></div>
                <div><dt>Issuer</dt><dd><code>{}</code></dd></div>
                <div><dt>Added</dt><dd>{} by {}</dd></div>
                </dl>
                <form method="post" action="/package/publishers/remove?name={}">{}<input type="hidden" name="id" value="{}"><button class="danger" aria-label="Remove the trusted publisher {}">Remove</button></form></li>""",
                PublisherText.url(policy.repository()),
                policy.repositoryId(),
                policy.ownerId(),
                policy.workflow() == null ? "any" : policy.workflow(),
                policy.environment() == null ? "any" : policy.environment(),
                policy.issuer(),
                Layout.time(publisher.createdAt()),
                web.userName(publisher.addedBy()),
                Html.urlPart(packageName.toString()),
                Layout.formToken(who.session()),
                publisher.id(),
                policy.repository());
    }

    private Html form(SignedInSession who, PackageName packageName, Input input) {
        return Html.of(
                """
                <form class="stack narrow" method="post" action="/package/publishers?name={}">
                {}{}
                <label for="repository">Repository</label>
                <input id="repository" name="repository" value="{}" required placeholder="acme/widget" autocomplete="off" autocapitalize="none" spellcheck="false">
                <label for="repositoryId">Repository id</label>
                <input id="repositoryId" name="repositoryId" value="{}" required inputmode="numeric" pattern="[1-9][0-9]*" autocomplete="off" aria-describedby="ids-hint">
                <label for="ownerId">Owner id</label>
                <input id="ownerId" name="ownerId" value="{}" required inputmode="numeric" pattern="[1-9][0-9]*" autocomplete="off" aria-describedby="ids-hint">
                <p class="hint" id="ids-hint">Names can be given to others, ids cannot: <code>gh api repos/acme/widget --jq '.id, .owner.id'</code> prints both.</p>
                <label for="workflow">Workflow file</label>
                <input id="workflow" name="workflow" value="{}" required placeholder="publish.yml" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="workflow-hint">
                <p class="hint" id="workflow-hint">The file's name in <code>.github/workflows</code>.</p>
                <label for="environment">Environment (optional)</label>
                <input id="environment" name="environment" value="{}" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="environment-hint">
                <p class="hint" id="environment-hint">With an environment, GitHub can ask a person before each release.</p>
                <button>Add the trusted publisher</button>
                </form>""",
                Html.urlPart(packageName.toString()),
                Layout.formToken(who.session()),
                issuers(input),
                input.repository(),
                input.repositoryId(),
                input.ownerId(),
                input.workflow(),
                input.environment());
    }

    /** A choice only when there is one. */
    private Html issuers(Input input) {
        List<GitHubActions> providers = web.providers();
        if (providers.size() == 1) {
            return Html.of("""
                    <input type="hidden" name="issuer" value="{}">""", providers.get(0).issuer());
        }
        return Html.of(
                """
                <label for="issuer">Issuer</label>
                <select id="issuer" name="issuer">{}</select>""",
                providers.stream()
                        .map(provider -> Html.of(
                                """
                                <option{}>{}</option>""",
                                Html.when(provider.issuer().equals(input.issuer()), " selected"),
                                provider.issuer()))
                        .toList());
    }

    private void add(Context ctx) {
        SignedInSession who = web.signedIn(ctx);
        web.checkForm(ctx, who.session());
        PackageName packageName = web.ownPackageOf(ctx, who.account());
        Input input = Input.of(ctx);
        try {
            AccountPages.requireStrongSignIn(web, who);
            Registration registration = Registration.builder(policy(input), who.subject())
                    .packages(PackagePattern.exactly(packageName))
                    .label(input.repository())
                    .build();
            web.publish()
                    .publishers()
                    .register(registration, web.request(ctx, who.session()))
                    .orElseThrow(HttpProblem::new);
            Web.go(ctx, "/package/publishers?done=added&name=" + Html.urlPart(packageName.toString()));
        } catch (HttpProblem problem) {
            ctx.status(problem.status());
            show(ctx, who, packageName, input, problem.failure());
        }
    }

    private WorkloadPolicy policy(Input input) {
        GitHubActions provider = web.providers().stream()
                .filter(trusted -> trusted.issuer().equals(input.issuer()))
                .findFirst()
                .orElseThrow(() -> invalid("That issuer is not one of the list."));
        if (!REPOSITORY.matcher(input.repository()).matches()) {
            throw invalid("A repository is given as owner/name.");
        }
        if (!ID.matcher(input.repositoryId()).matches()
                || !ID.matcher(input.ownerId()).matches()) {
            throw invalid("The ids are numbers.");
        }
        if (input.environment().length() > 255) {
            throw invalid("An environment has at most 255 characters.");
        }
        WorkloadPolicy.Builder policy = provider.policy(input.repository())
                .repositoryId(input.repositoryId())
                .ownerId(input.ownerId());
        try {
            policy.workflow(input.workflow().startsWith(WORKFLOWS) ? input.workflow() : WORKFLOWS + input.workflow());
        } catch (IllegalArgumentException malformed) {
            throw invalid("A workflow is a file name, for example publish.yml.");
        }
        return input.environment().isEmpty()
                ? policy.build()
                : policy.environment(input.environment()).build();
    }

    private static HttpProblem invalid(String detail) {
        return new HttpProblem(RegistryReason.FORM_INVALID, detail);
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
