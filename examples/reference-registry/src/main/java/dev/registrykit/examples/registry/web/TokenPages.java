package dev.registrykit.examples.registry.web;

import dev.registrykit.core.decision.Failure;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.http.RegistryReason;
import dev.registrykit.examples.registry.web.Web.SignedInSession;
import dev.registrykit.publish.token.ApiToken;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.publish.token.TokenRequest;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An account's tokens: creating one, which shows it once, and revoking; see {@link TokenChangePages} for the rest. */
final class TokenPages {
    private static final Map<String, String> ACTIONS = new LinkedHashMap<>();
    private static final Map<String, String> LIFETIMES = new LinkedHashMap<>();

    static {
        ACTIONS.put(Action.PUBLISH_VERSION.name(), "Publish new versions");
        ACTIONS.put(Action.PUBLISH_NEW_PACKAGE.name(), "Publish new packages");
        ACTIONS.put(Action.READ.name(), "Read");
        LIFETIMES.put("PT1H", "1 hour");
        LIFETIMES.put("PT24H", "1 day");
        LIFETIMES.put("PT168H", "7 days");
        LIFETIMES.put("PT720H", "30 days");
        LIFETIMES.put("PT2160H", "90 days");
    }

    private final Web web;

    TokenPages(Web web) {
        this.web = web;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/tokens", ctx -> show(ctx, web.signedIn(ctx), Input.EMPTY, Html.NONE));
        routes.post("/tokens", this::create);
        routes.post("/tokens/revoke", this::revoke);
        new TokenChangePages(web, this).addTo(routes);
    }

    /** The page with a secret that is shown this once. */
    void showSecret(Context ctx, SignedInSession who, IssuedToken issued) {
        // Answered by the form's own request, and never stored by a browser.
        show(ctx, who, Input.EMPTY, secret(issued));
    }

    /** What was typed into the form. */
    private record Input(String name, List<String> actions, String packages, String addresses, String lifetime) {
        static final Input EMPTY = new Input("", List.of(Action.PUBLISH_VERSION.name()), "", "", "PT168H");

        static Input of(Context ctx) {
            return new Input(
                    Web.field(ctx, "name"),
                    List.copyOf(ctx.formParams("action")),
                    Web.field(ctx, "packages"),
                    Web.field(ctx, "addresses"),
                    Web.field(ctx, "lifetime"));
        }
    }

    private void show(Context ctx, SignedInSession who, Input input, Html message) {
        String done = switch (String.valueOf(ctx.queryParam("done"))) {
            case "revoked" -> "The token was revoked.";
            case "narrowed" -> "The token was narrowed, from its next use on.";
            default -> null;
        };
        Web.show(ctx, "Tokens", who.session(), Html.of("""
                        <h1>Tokens</h1>
                        <p class="lead">For tools that publish in your name. From a CI job, better register a trusted publisher: it needs no token.</p>
                        {}{}
                        <h2>Your tokens</h2>
                        {}
                        <h2>New token</h2>
                        {}""", Layout.done(done), message, tokens(who), form(who, input)));
    }

    private Html form(SignedInSession who, Input input) {
        String example = web.catalog().namespaces(who.subject()).stream()
                .map(PackagePattern::toString)
                .findFirst()
                .orElse("npm:my-package");
        return Html.of(
                """
                <form class="stack narrow" method="post" action="/tokens">
                {}
                <label for="token-name">Name</label>
                <input id="token-name" name="name" value="{}" required maxlength="100" autocomplete="off" placeholder="Release from my laptop">
                <fieldset><legend>What it may do</legend>{}</fieldset>
                <label for="packages">Packages</label>
                <textarea id="packages" name="packages" rows="3" required spellcheck="false" autocapitalize="none" aria-describedby="packages-hint" placeholder="{}">{}</textarea>
                <p class="hint" id="packages-hint">One pattern a line: <code>maven:com.example:hello</code> is one package, <code>maven:com.example.**</code> a group with all below it, <code>npm:@scope/*</code> a scope.</p>
                <label for="addresses">Only from addresses <span class="quiet">(optional)</span></label>
                <textarea id="addresses" name="addresses" rows="2" spellcheck="false" autocapitalize="none" aria-describedby="addresses-hint" placeholder="192.0.2.0/24">{}</textarea>
                <p class="hint" id="addresses-hint">One address or range a line. Empty: from everywhere.</p>
                <label for="lifetime">Valid for</label>
                <select id="lifetime" name="lifetime">{}</select>
                <button>Create the token</button>
                <p class="hint">Creating a token needs a sign-in with a passkey. Without any passkey, it needs a sign-in within the last ten minutes.</p>
                </form>""",
                Layout.formToken(who.session()),
                input.name(),
                ACTIONS.entrySet().stream()
                        .map(action -> Html.of(
                                """
                                <label class="check"><input type="checkbox" name="action" value="{}"{}> {}</label>""",
                                action.getKey(),
                                Html.when(input.actions().contains(action.getKey()), " checked"),
                                action.getValue()))
                        .toList(),
                example,
                input.packages(),
                input.addresses(),
                LIFETIMES.entrySet().stream()
                        .map(life -> Html.of(
                                """
                                <option value="{}"{}>{}</option>""",
                                life.getKey(),
                                Html.when(input.lifetime().equals(life.getKey()), " selected"),
                                life.getValue()))
                        .toList());
    }

    private Html tokens(SignedInSession who) {
        List<ApiToken> tokens = web.publish().tokens().list(who.subject());
        if (tokens.isEmpty()) {
            return Html.of("<p class=\"empty\">None yet.</p>");
        }
        Instant now = web.clock().instant();
        return Html.of(
                "<ul class=\"cards\">{}</ul>",
                tokens.stream().map(token -> token(token, who, now)).toList());
    }

    private static Html token(ApiToken token, SignedInSession who, Instant now) {
        boolean alive = token.revokedAt() == null && !token.isExpired(now);
        return Html.of(
                """
                <li{}><div><strong>{}</strong> {}</div>
                {}
                {}</li>""",
                Html.when(!alive, " class=\"over\""),
                token.name(),
                state(token, now),
                facts(token),
                alive ? actions(token, who) : Html.NONE);
    }

    /** What a token may, from where, until when. */
    static Html facts(ApiToken token) {
        return Html.of(
                """
                <dl class="facts">
                <div><dt>May</dt><dd>{}</dd></div>
                <div><dt>Packages</dt><dd>{}</dd></div>
                {}{}
                <div><dt>Created</dt><dd>{}</dd></div>
                <div><dt>Expires</dt><dd>{}</dd></div>
                <div><dt>Last used</dt><dd>{}</dd></div>
                </dl>""",
                token.actions().stream()
                        .map(action -> Html.of("<span class=\"tag\">{}</span> ", action))
                        .toList(),
                codes(token.packages().stream()
                        .sorted(PackagePattern.WIDEST_FIRST)
                        .toList()),
                token.addresses().isEmpty()
                        ? Html.NONE
                        : Html.of("<div><dt>Only from</dt><dd>{}</dd></div>", codes(token.addresses())),
                token.restrictions().isEmpty()
                        ? Html.NONE
                        : Html.of(
                                "<div><dt>Narrowed to</dt><dd>{}</dd></div>",
                                codes(token.restrictions().stream()
                                        .flatMap(one -> one.caveats().stream())
                                        .toList())),
                Layout.time(token.createdAt()),
                Layout.time(token.expiresAt()),
                Layout.time(token.lastUsedAt()));
    }

    private static List<Html> codes(Collection<?> values) {
        return values.stream().map(value -> Html.of("<code>{}</code> ", value)).toList();
    }

    private static Html state(ApiToken token, Instant now) {
        if (token.revokedAt() != null) {
            return Html.of("<span class=\"tag bad\">revoked</span>");
        }
        if (token.rotatedTo() != null) {
            return Html.of("<span class=\"tag\">replaced</span>");
        }
        return Html.when(token.isExpired(now), "<span class=\"tag bad\">expired</span>");
    }

    private static Html actions(ApiToken token, SignedInSession who) {
        return Html.of(
                "<div class=\"actions\">{}{}</div>",
                token.rotatedTo() != null
                        ? Html.NONE
                        : Html.of("""
                                <a href="/tokens/narrow?id={}" aria-label="Narrow the token {}">Narrow</a>
                                <a href="/tokens/replace?id={}" aria-label="Replace the token {}">Replace</a>""", token.id(), token.name(), token.id(), token.name()),
                revokeForm(token, who));
    }

    private static Html revokeForm(ApiToken token, SignedInSession who) {
        return Html.of("""
                <form method="post" action="/tokens/revoke">{}<input type="hidden" name="id" value="{}"><button class="danger" aria-label="Revoke the token {}">Revoke</button></form>""", Layout.formToken(who.session()), token.id(), token.name());
    }

    private void create(Context ctx) {
        SignedInSession who = web.signedIn(ctx);
        web.checkForm(ctx, who.session());
        Input input = Input.of(ctx);
        try {
            AccountPages.requireStrongSignIn(web, who);
            IssuedToken issued = web.publish()
                    .tokens()
                    .issue(request(who, input), who.session().assurance(), web.request(ctx, who.session()))
                    .orElseThrow(HttpProblem::new);
            showSecret(ctx, who, issued);
        } catch (HttpProblem problem) {
            Failure failure = problem.failure();
            ctx.status(problem.status());
            show(ctx, who, input, Layout.problem(failure));
        }
    }

    private Html secret(IssuedToken issued) {
        return Html.of(
                """
                <div class="note good" role="status">
                <p><strong>The token “{}” is ready. Copy it now: it is shown this once.</strong></p>
                <p><code class="secret" id="secret">{}</code></p>
                <p>Maven: any user name, the token as the password. npm: <code>npm config set //{}/npm/:_authToken=…</code></p>
                </div>""",
                issued.token().name(),
                issued.secret().reveal(),
                web.origin().getRawAuthority());
    }

    private TokenRequest request(SignedInSession who, Input input) {
        try {
            TokenRequest.Builder request = TokenRequest.builder(who.subject()).name(input.name());
            TokenFields.addresses(input.addresses()).forEach(request::addresses);
            for (String action : input.actions()) {
                if (!ACTIONS.containsKey(action)) {
                    throw TokenFields.invalid("That action is not one of the list.");
                }
                request.actions(Action.named(action));
            }
            if (!LIFETIMES.containsKey(input.lifetime())) {
                throw TokenFields.invalid("That lifetime is not one of the list.");
            }
            return request.packages(TokenFields.patterns(input.packages()))
                    .expiresAt(web.clock().instant().plus(Duration.parse(input.lifetime())))
                    .build();
        } catch (IllegalArgumentException | IllegalStateException incomplete) {
            throw TokenFields.incomplete(incomplete);
        }
    }

    private void revoke(Context ctx) {
        SignedInSession who = web.signedIn(ctx);
        web.checkForm(ctx, who.session());
        boolean revoked =
                web.publish().tokens().revoke(Web.field(ctx, "id"), who.subject(), web.request(ctx, who.session()));
        if (!revoked) {
            throw new HttpProblem(RegistryReason.NOT_FOUND, "You have no such token, or it is revoked already.");
        }
        Web.go(ctx, "/tokens?done=revoked");
    }
}
