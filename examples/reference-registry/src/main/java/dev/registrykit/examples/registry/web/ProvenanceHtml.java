package dev.registrykit.examples.registry.web;

import dev.registrykit.attest.publication.KeptAttestation;
import dev.registrykit.attest.publication.ProvenanceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows what attests a release, apart from what its publisher says, in the words of the SDK's view. */
final class ProvenanceHtml {
    private ProvenanceHtml() {}

    /** Everything that is kept with a release; nothing when that is nothing. */
    static Html of(List<KeptAttestation> kept) {
        List<Html> shown = new ArrayList<>();
        for (KeptAttestation attestation : kept) {
            shown.add(of(attestation.file(), ProvenanceView.of(attestation)));
        }
        return Html.of("{}", shown);
    }

    private static Html of(String file, ProvenanceView view) {
        List<Html> facts = new ArrayList<>();
        facts.add(Html.of("<div><dt>File</dt><dd><code>{}</code></dd></div>", file));
        view.source().forEach(link -> facts.add(fact(link)));
        view.build().forEach(link -> facts.add(fact(link)));
        view.transparencyLogEntries().forEach(link -> facts.add(fact(link)));
        facts.add(Html.of("<div><dt>Signed by</dt><dd><code>{}</code></dd></div>", view.signer()));
        @Nullable Instant signed = view.signedAt();
        if (signed != null) {
            facts.add(Html.of("<div><dt>Signed at</dt><dd>{}</dd></div>", Layout.time(signed)));
        }
        view.integrity().forEach(digest -> facts.add(Html.of("""
                                <div><dt>Digest</dt><dd><code class="digest">{}</code></dd></div>""", digest)));
        @Nullable String warning = view.warning();
        return Html.of(
                """
                <details class="provenance"><summary>{}</summary>
                <p>{}</p>
                {}
                <dl class="facts">{}</dl>
                <p class="note">{}</p></details>""",
                view.heading(),
                view.statement(),
                warning == null ? Html.NONE : Html.of("""
                        <p class="note" role="note">{}</p>""", warning),
                facts,
                view.limits());
    }

    private static Html fact(ProvenanceView.Link link) {
        @Nullable String address = link.address();
        Html text = address == null ? Html.of("<code>{}</code>", link.text()) : Html.of("""
                        <a href="{}" rel="noopener noreferrer nofollow">{}</a>""", address, link.text());
        return Html.of("<div><dt>{}</dt><dd>{}</dd></div>", link.label(), text);
    }
}
