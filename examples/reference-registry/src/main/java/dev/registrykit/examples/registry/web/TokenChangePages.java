package dev.registrykit.examples.registry.web;

import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.AddressRange;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.http.RegistryReason;
import dev.registrykit.examples.registry.web.Web.SignedInSession;
import dev.registrykit.publish.token.ApiToken;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.publish.token.Restriction;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Narrowing a token for good, and putting another one in its place. */
final class TokenChangePages {
    private static final Map<String, String> ENDS = new LinkedHashMap<>();
    private static final Map<String, String> OVERLAPS = new LinkedHashMap<>();

    static {
        ENDS.put("", "As before");
        ENDS.put("PT1H", "In 1 hour");
        ENDS.put("PT24H", "In 1 day");
        ENDS.put("PT168H", "In 7 days");
        OVERLAPS.put("PT0S", "At once");
        OVERLAPS.put("PT1H", "After 1 hour");
        OVERLAPS.put("PT24H", "After 1 day");
        OVERLAPS.put("PT168H", "After 7 days");
    }

    private final Web web;
    private final TokenPages tokens;

    TokenChangePages(Web web, TokenPages tokens) {
        this.web = web;
        this.tokens = tokens;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/tokens/narrow", ctx -> {
            SignedInSession who = web.signedIn(ctx);
            showNarrow(ctx, who, token(who, ctx.queryParam("id")), Input.EMPTY, Html.NONE);
        });
        routes.post("/tokens/narrow", this::narrow);
        routes.get("/tokens/replace", ctx -> {
            SignedInSession who = web.signedIn(ctx);
            showReplace(ctx, who, token(who, ctx.queryParam("id")), "PT0S", Html.NONE);
        });
        routes.post("/tokens/replace", this::replace);
    }

    /** What was typed into the form that narrows. */
    private record Input(String packages, String addresses, String ends) {
        static final Input EMPTY = new Input("", "", "");

        static Input of(Context ctx) {
            return new Input(Web.field(ctx, "packages"), Web.field(ctx, "addresses"), Web.field(ctx, "ends"));
        }
    }

    /** The account's token with this id, while it works and no other has its place. */
    private ApiToken token(SignedInSession who, @Nullable String id) {
        return web.publish().tokens().list(who.subject()).stream()
                .filter(token -> token.id().equals(id)
                        && token.revokedAt() == null
                        && token.rotatedTo() == null
                        && !token.isExpired(web.clock().instant()))
                .findFirst()
                .orElseThrow(() ->
                        new HttpProblem(RegistryReason.NOT_FOUND, "You have no such token that can still be changed."));
    }

    /** Both change what a stolen token is worth, so neither is for whoever finds an open session. */
    private void requireSignIn(SignedInSession who) {
        AccountPages.requireStrongSignIn(web, who);
        AccountPages.requireFreshSignIn(web, who);
    }

    private static void showNarrow(Context ctx, SignedInSession who, ApiToken token, Input input, Html message) {
        Web.show(
                ctx,
                "Narrow a token",
                who.session(),
                Html.of(
                        """
                        <h1>Narrow “{}”</h1>
                        {}
                        <p class="lead">From its next use on the token may do less, for good. What you leave empty stays as it is.</p>
                        {}
                        <form class="stack narrow" method="post" action="/tokens/narrow">
                        {}<input type="hidden" name="id" value="{}">
                        <label for="packages">Only these packages</label>
                        <textarea id="packages" name="packages" rows="3" spellcheck="false" autocapitalize="none" aria-describedby="packages-hint">{}</textarea>
                        <p class="hint" id="packages-hint">One pattern a line, each within what the token may.</p>
                        <label for="addresses">Only from addresses</label>
                        <textarea id="addresses" name="addresses" rows="2" spellcheck="false" autocapitalize="none" aria-describedby="addresses-hint" placeholder="192.0.2.0/24">{}</textarea>
                        <p class="hint" id="addresses-hint">One address or range a line.</p>
                        <label for="ends">Ends</label>
                        <select id="ends" name="ends">{}</select>
                        <button>Narrow the token</button>
                        <p class="hint">Nobody can take this back. It needs a sign-in within the last ten minutes. <a href="/tokens">Back to all tokens</a></p>
                        </form>""",
                        token.name(),
                        message,
                        TokenPages.facts(token),
                        Layout.formToken(who.session()),
                        token.id(),
                        input.packages(),
                        input.addresses(),
                        options(ENDS, input.ends())));
    }

    private static List<Html> options(Map<String, String> choices, String chosen) {
        return choices.entrySet().stream()
                .map(choice -> Html.of(
                        """
                        <option value="{}"{}>{}</option>""",
                        choice.getKey(),
                        Html.when(choice.getKey().equals(chosen), " selected"),
                        choice.getValue()))
                .toList();
    }

    private void narrow(Context ctx) {
        SignedInSession who = web.signedIn(ctx);
        web.checkForm(ctx, who.session());
        ApiToken token = token(who, Web.field(ctx, "id"));
        Input input = Input.of(ctx);
        try {
            requireSignIn(who);
            boolean narrowed = web.publish()
                    .tokens()
                    .narrow(token.id(), who.subject(), restriction(token, input), web.request(ctx, who.session()));
            if (!narrowed) {
                throw TokenFields.invalid("The token ended, or was narrowed too often.");
            }
            Web.go(ctx, "/tokens?done=narrowed");
        } catch (HttpProblem problem) {
            ctx.status(problem.status());
            showNarrow(ctx, who, token, input, Layout.problem(problem.failure()));
        }
    }

    private Restriction restriction(ApiToken token, Input input) {
        try {
            Restriction.Builder restriction = Restriction.builder();
            List<PackagePattern> packages = TokenFields.patterns(input.packages());
            for (PackagePattern pattern : packages) {
                if (token.packages().stream().noneMatch(pattern::isWithin)) {
                    throw TokenFields.invalid("'" + pattern + "' is not within what the token may.");
                }
            }
            if (!packages.isEmpty()) {
                restriction.packages(packages);
            }
            List<AddressRange> addresses = TokenFields.addresses(input.addresses());
            if (!addresses.isEmpty()) {
                restriction.addresses(addresses);
            }
            if (!ENDS.containsKey(input.ends())) {
                throw TokenFields.invalid("That end is not one of the list.");
            }
            if (!input.ends().isEmpty()) {
                restriction.expiresAt(web.clock().instant().plus(Duration.parse(input.ends())));
            }
            return restriction.build();
        } catch (IllegalArgumentException | IllegalStateException incomplete) {
            throw TokenFields.incomplete(incomplete);
        }
    }

    private static void showReplace(Context ctx, SignedInSession who, ApiToken token, String overlap, Html message) {
        Web.show(
                ctx,
                "Replace a token",
                who.session(),
                Html.of(
                        """
                        <h1>Replace “{}”</h1>
                        {}
                        <p class="lead">You get a new token that may the same, for as long as this one was given. The old one ends.</p>
                        {}
                        <form class="stack narrow" method="post" action="/tokens/replace">
                        {}<input type="hidden" name="id" value="{}">
                        <label for="overlap">The old token ends</label>
                        <select id="overlap" name="overlap" aria-describedby="overlap-hint">{}</select>
                        <p class="hint" id="overlap-hint">Later if you need time to write the new one down everywhere, at once if somebody may have seen the old one.</p>
                        <button>Replace the token</button>
                        <p class="hint">This needs a sign-in within the last ten minutes. <a href="/tokens">Back to all tokens</a></p>
                        </form>""",
                        token.name(),
                        message,
                        TokenPages.facts(token),
                        Layout.formToken(who.session()),
                        token.id(),
                        options(OVERLAPS, overlap)));
    }

    private void replace(Context ctx) {
        SignedInSession who = web.signedIn(ctx);
        web.checkForm(ctx, who.session());
        ApiToken token = token(who, Web.field(ctx, "id"));
        String overlap = Web.field(ctx, "overlap");
        try {
            requireSignIn(who);
            if (!OVERLAPS.containsKey(overlap)) {
                throw TokenFields.invalid("That time is not one of the list.");
            }
            IssuedToken issued = web.publish()
                    .tokens()
                    .rotate(
                            token.id(),
                            who.subject(),
                            who.session().assurance(),
                            Duration.parse(overlap),
                            web.request(ctx, who.session()))
                    .orElseThrow(HttpProblem::new);
            tokens.showSecret(ctx, who, issued);
        } catch (HttpProblem problem) {
            ctx.status(problem.status());
            showReplace(ctx, who, token, overlap, Layout.problem(problem.failure()));
        }
    }
}
