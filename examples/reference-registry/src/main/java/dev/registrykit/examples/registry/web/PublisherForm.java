package dev.registrykit.examples.registry.web;

import dev.registrykit.core.decision.Failure;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.http.RegistryReason;
import dev.registrykit.examples.registry.web.Web.SignedInSession;
import dev.registrykit.publish.publisher.LintFinding;
import dev.registrykit.publish.publisher.Registration;
import io.javalin.http.Context;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The form for a trusted publisher, what was typed into it, and what is to be said about that.
 *
 * <p>A form whose entries have findings is shown again with them: it is registered when it is sent once more, as long as
 * there are no other ones.
 */
record PublisherForm(
        String issuer,
        String packageName,
        String repository,
        String repositoryId,
        String ownerId,
        String workflow,
        String environment,
        String versionTag,
        String confirmed,
        List<LintFinding> findings) {
    static final PublisherForm EMPTY = new PublisherForm("", "", "", "", "", "", "", "", "", List.of());

    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,18}");
    private static final int MAX_TEXT = 255;

    static PublisherForm of(Context ctx) {
        return new PublisherForm(
                Web.field(ctx, "issuer"),
                Web.field(ctx, "package"),
                Web.field(ctx, "repository"),
                Web.field(ctx, "repositoryId"),
                Web.field(ctx, "ownerId"),
                Web.field(ctx, "workflow"),
                Web.field(ctx, "environment"),
                Web.field(ctx, "versionTag"),
                Web.field(ctx, "confirmed"),
                List.of());
    }

    /** Whether the button was pressed that looks the ids up. */
    static boolean asksForIds(Context ctx) {
        return Web.field(ctx, "do").equals("look-up");
    }

    private PublisherForm withIds(@Nullable String repositoryId, @Nullable String ownerId) {
        return new PublisherForm(
                issuer,
                packageName,
                repository,
                Objects.requireNonNullElse(repositoryId, ""),
                Objects.requireNonNullElse(ownerId, ""),
                workflow,
                environment,
                versionTag,
                confirmed,
                findings);
    }

    private PublisherForm with(List<LintFinding> found) {
        return new PublisherForm(
                issuer,
                packageName,
                repository,
                repositoryId,
                ownerId,
                workflow,
                environment,
                versionTag,
                codes(found),
                List.copyOf(found));
    }

    private static String codes(List<LintFinding> findings) {
        return findings.stream().map(LintFinding::code).sorted().collect(Collectors.joining(" "));
    }

    /** The form with the ids that the repository's name stands for now. */
    PublisherForm lookedUp(Web web) {
        WorkloadPolicy pinned =
                web.publish().publishers().pinned(withIds("", "").policy(web)).orElseThrow(HttpProblem::new);
        return withIds(pinned.repositoryId(), pinned.ownerId());
    }

    /** The form with its findings, when there are any that were not confirmed; null otherwise. */
    @Nullable PublisherForm unconfirmed(Web web, Registration registration) {
        List<LintFinding> found = web.publish().publishers().lint(registration);
        boolean known = List.of(confirmed.split(" ", -1))
                .containsAll(found.stream().map(LintFinding::code).toList());
        return known ? null : with(found);
    }

    /**
     * The policy that the form says.
     *
     * @throws HttpProblem if a field is malformed
     */
    WorkloadPolicy policy(Web web) {
        CiSystem system = web.ciSystems().stream()
                .filter(trusted -> trusted.issuer().equals(issuer))
                .findFirst()
                .orElseThrow(() -> invalid("That issuer is not one of the list."));
        if (environment.length() > MAX_TEXT || versionTag.length() > MAX_TEXT || workflow.length() > MAX_TEXT) {
            throw invalid("An entry is too long.");
        }
        WorkloadPolicy.Builder policy = repository(system);
        identify(policy);
        try {
            policy.workflow(system.path(workflow));
        } catch (IllegalArgumentException malformed) {
            throw invalid("A workflow is a file of the repository, for example publish.yml.");
        }
        try {
            if (!versionTag.isEmpty()) {
                policy.versionTag(versionTag);
            }
        } catch (IllegalArgumentException malformed) {
            throw invalid("A tag says where the version stands in it, for example v{version}.");
        }
        return environment.isEmpty()
                ? policy.build()
                : policy.environment(environment).build();
    }

    private WorkloadPolicy.Builder repository(CiSystem system) {
        try {
            return system.policy().apply(repository);
        } catch (IllegalArgumentException malformed) {
            throw invalid("A repository is given as owner/name.");
        }
    }

    private void identify(WorkloadPolicy.Builder policy) {
        if (repositoryId.isEmpty() && ownerId.isEmpty()) {
            policy.pinOnFirstUse();
        } else if (ID.matcher(repositoryId).matches() && ID.matcher(ownerId).matches()) {
            policy.repositoryId(repositoryId).ownerId(ownerId);
        } else {
            throw invalid("The ids are numbers; give both or none.");
        }
    }

    private static HttpProblem invalid(String detail) {
        return new HttpProblem(RegistryReason.FORM_INVALID, detail);
    }

    /** The form's markup; {@code first} are fields that come before all others. */
    Html show(Web web, SignedInSession who, String action, Html first, @Nullable Failure failure) {
        return Html.of(
                """
                {}{}
                <form class="stack narrow" id="publisher-form" method="post" action="{}">
                {}<input type="hidden" name="confirmed" value="{}">{}{}
                <label for="repository">Repository</label>
                <input id="repository" name="repository" value="{}" required placeholder="acme/widget" autocomplete="off" autocapitalize="none" spellcheck="false">
                <label for="workflow">Workflow file</label>
                <input id="workflow" name="workflow" value="{}" required placeholder="publish.yml" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="workflow-hint">
                <p class="hint" id="workflow-hint">GitHub: the file's name in <code>.github/workflows</code>. GitLab: its path, mostly <code>.gitlab-ci.yml</code>.</p>
                <fieldset class="stack"><legend>Ids</legend>
                <p class="hint" id="ids-hint">Names can be given to others, ids cannot. Leave both empty to have them pinned when the first job of this repository publishes.</p>
                <label for="repositoryId">Repository or project id</label>
                <input id="repositoryId" name="repositoryId" value="{}" inputmode="numeric" pattern="[1-9][0-9]*" autocomplete="off" aria-describedby="ids-hint">
                <label for="ownerId">Owner or namespace id</label>
                <input id="ownerId" name="ownerId" value="{}" inputmode="numeric" pattern="[1-9][0-9]*" autocomplete="off" aria-describedby="ids-hint">
                <button class="second" name="do" value="look-up">Look up the ids</button>
                </fieldset>
                <label for="environment">Environment (optional)</label>
                <input id="environment" name="environment" value="{}" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="environment-hint">
                <p class="hint" id="environment-hint">With an environment, a person can be asked before each release.</p>
                <label for="versionTag">Tag (optional)</label>
                <input id="versionTag" name="versionTag" value="{}" placeholder="v&#123;version&#125;" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="tag-hint">
                <p class="hint" id="tag-hint">With <code>v&#123;version&#125;</code>, only a job of the tag <code>v1.2.0</code> may publish version 1.2.0.</p>
                <button name="do" value="add">{}</button>
                </form>
                <p class="hint">Staged releases are not offered, because this registry has no staging. Publishers of other CI systems that it trusts are registered by the SDK.</p>""",
                Layout.problem(failure),
                warnings(),
                action,
                Layout.formToken(who.session()),
                confirmed,
                first,
                issuers(web.ciSystems()),
                repository,
                workflow,
                repositoryId,
                ownerId,
                environment,
                versionTag,
                findings.isEmpty() ? "Add the trusted publisher" : "Add it as it is");
    }

    private Html warnings() {
        return findings.isEmpty()
                ? Html.NONE
                : Html.of(
                        """
                        <div class="note bad" role="alert"><p><strong>Look at this before it is saved.</strong> Correct the form, or send it again as it is.</p><ul>{}</ul></div>""",
                        findings.stream()
                                .map(finding -> Html.of("""
                                        <li><span class="tag">{}</span> {}</li>""", finding.code(), finding.sentence()))
                                .toList());
    }

    /** A choice only when there is one. */
    private Html issuers(List<CiSystem> systems) {
        if (systems.size() == 1) {
            return Html.of("""
                    <input type="hidden" name="issuer" value="{}">""", systems.get(0).issuer());
        }
        return Html.of(
                """
                <label for="issuer">CI system</label>
                <select id="issuer" name="issuer">{}</select>""",
                systems.stream()
                        .map(system -> Html.of(
                                """
                                <option value="{}"{}>{}, {}</option>""",
                                system.issuer(),
                                Html.when(system.issuer().equals(issuer), " selected"),
                                system.name(),
                                system.issuer()))
                        .toList());
    }
}
