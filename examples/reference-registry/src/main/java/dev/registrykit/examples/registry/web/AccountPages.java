package dev.registrykit.examples.registry.web;

import dev.registrykit.auth.passkey.Passkey;
import dev.registrykit.auth.passkey.PasskeyUser;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.http.RegistryReason;
import dev.registrykit.examples.registry.web.Web.SignedInSession;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An account's own page: its passkeys, packages and namespaces, and its security events. */
final class AccountPages {
    private static final int EVENTS = 100;

    /** How old a sign-in may be for removing a passkey, and for an account without any to make credentials. */
    static final Duration FRESH = Duration.ofMinutes(10);

    private final Web web;

    AccountPages(Web web) {
        this.web = web;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/account", this::show);
        routes.get("/account/events", this::events);
        routes.post("/account/passkeys/start", this::startPasskey);
        routes.post("/account/passkeys/finish", this::finishPasskey);
        routes.post("/account/passkeys/remove", this::removePasskey);
    }

    /**
     * Makes sure that the session may make new credentials: it was signed in to with a passkey, or, when the account has
     * none yet, with its password in the last ten minutes.
     */
    static void requireStrongSignIn(Web web, SignedInSession who) {
        if (who.session().assurance().atLeast(Assurance.PHISHING_RESISTANT)) {
            return;
        }
        if (!web.auth().passkeys().list(who.subject()).isEmpty()) {
            throw new HttpProblem(
                    RegistryReason.STRONGER_SIGN_IN_NEEDED, "This needs a sign-in with one of your passkeys.");
        }
        requireFreshSignIn(web, who);
    }

    /** Makes sure that the session was signed in to within the last ten minutes. */
    static void requireFreshSignIn(Web web, SignedInSession who) {
        if (!who.session().isFresh(web.clock().instant(), FRESH)) {
            throw new HttpProblem(
                    RegistryReason.STRONGER_SIGN_IN_NEEDED, "This needs a sign-in within the last ten minutes.");
        }
    }

    private void show(Context ctx) {
        SignedInSession who = web.signedIn(ctx);
        List<Passkey> passkeys = web.auth().passkeys().list(who.subject());
        Web.show(
                ctx,
                who.account().userName(),
                who.session(),
                Html.of(
                        """
                        <h1>{}</h1>
                        {}
                        <p class="lead">Signed in {}, {}.</p>
                        <h2>Passkeys</h2>
                        {}
                        <form class="stack narrow" data-passkey="create" data-start="/account/passkeys/start" data-finish="/account/passkeys/finish">
                        {}
                        <label for="label">Name of the new passkey</label>
                        <input id="label" name="label" required maxlength="64" placeholder="Laptop" autocomplete="off">
                        <button class="second">Add a passkey</button>
                        <p class="outcome" role="alert"></p>
                        </form>
                        <h2>Packages</h2>
                        {}
                        <h2>Pending publishers</h2>
                        <p>CI jobs that may make a package which does not exist yet.</p>
                        {}
                        <h2>Namespaces</h2>
                        <p>You may publish new packages here; npm names without a scope are free for everybody.</p>
                        {}""",
                        who.account().userName(),
                        Layout.done(message(ctx.queryParam("done"))),
                        Layout.time(who.session().signedInAt()),
                        assurance(who.session().assurance()),
                        passkeys(passkeys, who),
                        Layout.formToken(who.session()),
                        packages(web.catalog().packagesOf(who.subject())),
                        PendingPages.list(web, who),
                        namespaces(web.catalog().namespaces(who.subject()))));
    }

    private static @Nullable String message(@Nullable String done) {
        return switch (done == null ? "" : done) {
            case "welcome" -> "Welcome. Your account is ready.";
            case "pending-added" -> "The pending publisher was added.";
            case "pending-removed" -> "The pending publisher was removed.";
            case "passkey-added" -> "The passkey was added.";
            case "passkey-removed" ->
                "The passkey was removed. Your other sessions were ended, and so were log-ins of command lines that have no token yet.";
            default -> null;
        };
    }

    private static String assurance(Assurance assurance) {
        return switch (assurance) {
            case PHISHING_RESISTANT -> "with a passkey";
            case MULTI_FACTOR -> "with two factors";
            case PASSWORD -> "with a password";
            case NONE -> "without proof";
        };
    }

    private Html passkeys(List<Passkey> passkeys, SignedInSession who) {
        if (passkeys.isEmpty()) {
            return Html.of("""
                    <p class="empty">None yet. With a passkey nobody can phish your account.</p>""");
        }
        List<Html> items = new ArrayList<>();
        for (Passkey passkey : passkeys) {
            items.add(Html.of(
                    """
                    <li><div><strong>{}</strong> {}</div>
                    <div class="quiet">Added {}, last used {}</div>
                    <form method="post" action="/account/passkeys/remove">{}<input type="hidden" name="id" value="{}"><button class="danger" aria-label="Remove the passkey {}">Remove</button></form></li>""",
                    passkey.label(),
                    Html.when(passkey.backedUp(), "<span class=\"tag\">synced</span>"),
                    Layout.time(passkey.createdAt()),
                    Layout.time(passkey.lastUsedAt()),
                    Layout.formToken(who.session()),
                    passkey.id(),
                    passkey.label()));
        }
        return Html.of("<ul class=\"cards\">{}</ul>", items);
    }

    private static Html packages(List<PackageName> packages) {
        return packages.isEmpty()
                ? Html.of("<p class=\"empty\">None yet.</p>")
                : Html.of(
                        "<ul class=\"plain\">{}</ul>",
                        packages.stream()
                                .map(name -> Html.of("""
                                        <li><span class="tag">{}</span> {}</li>""", name.ecosystem().word(), Layout.link(name)))
                                .toList());
    }

    private static Html namespaces(List<PackagePattern> namespaces) {
        return Html.of(
                "<ul class=\"plain\">{}</ul>",
                namespaces.stream()
                        .map(pattern -> Html.of("<li><code>{}</code></li>", pattern))
                        .toList());
    }

    private void events(Context ctx) {
        SignedInSession who = web.signedIn(ctx);
        List<RecordedEvent> events = new ArrayList<>(web.publish().events().ofAccount(who.subject(), EVENTS));
        events.addAll(web.auth().events().ofAccount(who.subject(), EVENTS));
        Web.show(ctx, "Security events", who.session(), Html.of("""
                        <h1>Security events</h1>
                        <p class="lead">What happened to your account, newest first.</p>
                        {}""", EventList.of(web, events, EVENTS)));
    }

    private void startPasskey(Context ctx) {
        SignedInSession who = web.signedIn(ctx);
        web.checkForm(ctx, who.session());
        requireStrongSignIn(web, who);
        String name = who.account().userName();
        Scripts.answer(
                ctx,
                web.auth()
                        .passkeys()
                        .startRegistration(PasskeyUser.of(who.subject(), name, name), web.request(ctx, who.session()))
                        .orElseThrow(HttpProblem::new));
    }

    private void finishPasskey(Context ctx) throws IOException {
        SignedInSession who = web.signedIn(ctx);
        web.checkForm(ctx, who.session());
        requireStrongSignIn(web, who);
        JsonObject sent = Scripts.read(ctx);
        web.auth()
                .passkeys()
                .finishRegistration(
                        who.subject(),
                        Scripts.text(sent, "response"),
                        Scripts.text(sent, "label").strip(),
                        web.request(ctx, who.session()))
                .orElseThrow(HttpProblem::new);
        Scripts.goTo(ctx, "/account?done=passkey-added");
    }

    private void removePasskey(Context ctx) {
        SignedInSession who = web.signedIn(ctx);
        web.checkForm(ctx, who.session());
        requireStrongSignIn(web, who);
        requireFreshSignIn(web, who);
        web.auth()
                .passkeys()
                .remove(who.subject(), Web.field(ctx, "id"), web.request(ctx, who.session()))
                .orElseThrow(HttpProblem::new);
        // Whoever removes a lost passkey wants nobody signed in with it any more.
        web.sessions().endOthers(who.session(), who.account());
        // Nor a command line that such a session approved a moment ago.
        web.publish().deviceLogin().takeBack(who.subject(), web.request(ctx, who.session()));
        Web.go(ctx, "/account?done=passkey-removed");
    }
}
