package dev.registrykit.examples.registry.web;

import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.subject.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Security events as a list that a person can read. */
final class EventList {
    private static final Map<String, String> TITLES = Map.ofEntries(
            Map.entry("token.issued", "A token was created"),
            Map.entry("token.revoked", "A token was revoked"),
            Map.entry("token.refused", "A token was refused"),
            Map.entry("publisher.added", "A trusted publisher was added"),
            Map.entry("publisher.removed", "A trusted publisher was removed"),
            Map.entry("publisher.pinned", "A trusted publisher was pinned to its repository's ids"),
            Map.entry("publisher.confirmed", "A pending publisher made its package"),
            Map.entry("publisher.pending-expiring", "A pending publisher ends soon"),
            Map.entry("publisher.pending-expired", "A pending publisher ended unused"),
            Map.entry("publisher.pending-lost", "A pending publisher ended: somebody else made the package"),
            Map.entry(
                    "publisher.resurrection-suspected",
                    "A repository of the same name but another id asked for a token"),
            Map.entry(
                    "publisher.environment-unconstrained",
                    "A job used an environment that its publisher does not name"),
            Map.entry("publishing.restricted", "Only trusted publishers may publish now"),
            Map.entry("publishing.unrestricted", "Tokens may publish again"),
            Map.entry("release.published", "A CI job published a release"),
            Map.entry("token.returned", "A CI job ended its token"),
            Map.entry("exchange.granted", "A CI job got a token"),
            Map.entry("exchange.refused", "A CI job was refused a token"),
            Map.entry("passkey.registered", "A passkey was added"),
            Map.entry("passkey.renamed", "A passkey was renamed"),
            Map.entry("passkey.removed", "A passkey was removed"),
            Map.entry("passkey.signed-in", "Signed in with a passkey"),
            Map.entry("passkey.refused", "A passkey was refused"),
            Map.entry("passkey.count-went-back", "A passkey may have been copied"),
            Map.entry("password.set", "A password was set"),
            Map.entry("password.removed", "The password was removed"),
            Map.entry("password.signed-in", "Signed in with the password"),
            Map.entry("password.refused", "A password was refused"));

    private EventList() {}

    /** The newest events, at most {@code limit}. */
    static Html of(Web web, List<RecordedEvent> events, int limit) {
        if (events.isEmpty()) {
            return Html.of("<p class=\"empty\">Nothing happened yet.</p>");
        }
        return Html.of(
                "<ol class=\"cards events\">{}</ol>",
                events.stream()
                        .sorted(Comparator.comparing(RecordedEvent::time).reversed())
                        .limit(limit)
                        .map(event -> item(web, event))
                        .toList());
    }

    /** An account by its name: ids are for programs. Any other detail is text that clients chose. */
    private static String shown(Web web, String name, String value) {
        if (!name.equals("by")) {
            return value;
        }
        try {
            return web.userName(Subject.parse(value));
        } catch (IllegalArgumentException noSubject) {
            return value;
        }
    }

    private static Html item(Web web, RecordedEvent event) {
        boolean refused = event.type().endsWith(".refused")
                || event.type().endsWith("went-back")
                || event.type().endsWith("suspected");
        List<Html> facts = new ArrayList<>();
        event.details().forEach((name, value) -> {
            if (!value.isEmpty()) {
                facts.add(Html.of("<div><dt>{}</dt><dd><code>{}</code></dd></div>", name, shown(web, name, value)));
            }
        });
        if (!event.clientAddress().isEmpty()) {
            facts.add(Html.of("<div><dt>from</dt><dd><code>{}</code></dd></div>", event.clientAddress()));
        }
        return Html.of(
                """
                <li{}><div><strong>{}</strong> <span class="tag">{}</span></div>
                <div class="quiet">{}</div>
                <dl class="facts">{}</dl></li>""",
                Html.when(refused, " class=\"refused\""),
                TITLES.getOrDefault(event.type(), event.type()),
                event.type(),
                Layout.time(event.time()),
                facts);
    }
}
