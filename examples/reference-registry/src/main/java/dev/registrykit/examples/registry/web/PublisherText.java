package dev.registrykit.examples.registry.web;

import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.examples.registry.catalog.Publication;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says who published something, and how. */
final class PublisherText {
    private static final int SHORT_COMMIT = 12;

    private PublisherText() {}

    /** In a few words. */
    static Html who(Web web, Publication publication) {
        WorkloadIdentity workload = publication.workload();
        if (workload == null) {
            return Html.of("by {} with a token", web.userName(publication.account()));
        }
        return Html.of("by a CI job of {}", repository(workload));
    }

    /** With everything that is known; {@code jobs} are those that the publication log has for the release. */
    static Html how(Web web, Publication publication, List<dev.registrykit.publish.trusted.Publication> jobs) {
        WorkloadIdentity workload = publication.workload();
        List<Html> all = new ArrayList<>();
        if (workload == null) {
            all.add(Html.of("""
                    <p><span class="tag">token</span> by <strong>{}</strong></p>
                    <dl class="facts"><div><dt>Token id</dt><dd><code>{}</code></dd></div></dl>""", web.userName(publication.account()), publication.credentialId()));
        }
        jobs.forEach(job -> all.add(job(job.workload(), job.tokenId())));
        return Html.of("{}", all);
    }

    private static Html job(WorkloadIdentity workload, String tokenId) {
        List<Html> facts = new ArrayList<>();
        facts.add(fact("Run", url(workload.runInvocation())));
        facts.add(fact("Commit", commit(workload)));
        facts.add(fact("Ref", code(workload.sourceRef())));
        facts.add(fact("Workflow", code(workload.buildConfig())));
        facts.add(fact("Environment", code(workload.environment())));
        facts.add(fact("Event", code(workload.trigger())));
        facts.add(fact("Started by", code(workload.actor())));
        facts.add(fact("Token id", code(tokenId)));
        return Html.of("""
                <p><span class="tag strong">trusted publishing</span> by a job of <strong>{}</strong></p>
                <dl class="facts">{}</dl>""", repository(workload), facts);
    }

    private static Html repository(WorkloadIdentity workload) {
        String repository = workload.sourceRepository();
        return url(repository == null ? workload.issuer() : repository);
    }

    private static Html commit(WorkloadIdentity workload) {
        String commit = workload.sourceDigest();
        return code(commit == null || commit.length() <= SHORT_COMMIT ? commit : commit.substring(0, SHORT_COMMIT));
    }

    private static Html fact(String name, Html value) {
        return value == Html.NONE ? Html.NONE : Html.of("""
                        <div><dt>{}</dt><dd>{}</dd></div>""", name, value);
    }

    private static Html code(@Nullable String text) {
        return text == null ? Html.NONE : Html.of("<code>{}</code>", text);
    }

    /** A link for web addresses only, text for everything else. */
    static Html url(@Nullable String text) {
        if (text == null) {
            return Html.NONE;
        }
        boolean web = text.startsWith("https://") || text.startsWith("http://");
        String shown = text.replaceFirst("^https://", "");
        return web ? Html.of("""
                        <a href="{}" rel="noopener noreferrer nofollow">{}</a>""", text, shown) : Html.of("{}", text);
    }
}
