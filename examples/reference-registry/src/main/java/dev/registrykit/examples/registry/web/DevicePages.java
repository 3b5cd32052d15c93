package dev.registrykit.examples.registry.web;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Failure;
import dev.registrykit.core.decision.Refusal;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.name.InvalidNameException;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.examples.registry.accounts.Session;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.http.RegistryReason;
import dev.registrykit.examples.registry.web.Web.SignedInSession;
import dev.registrykit.publish.devicelogin.DeviceLogin;
import dev.registrykit.publish.devicelogin.DeviceLoginReason;
import dev.registrykit.publish.devicelogin.LoginRequest;
import dev.registrykit.publish.devicelogin.LoginScope;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a person approves or denies a log-in that a command line began. */
final class DevicePages {
    static final String PATH = "/device";

    /** So many patterns are in sight. */
    private static final int ROWS = 10;

    private static final Pattern CODE = Pattern.compile("[A-Za-z]{4}-?[A-Za-z]{4}");
    private static final Map<Action, String> ACTIONS = new LinkedHashMap<>();

    static {
        ACTIONS.put(Action.READ, "Read packages");
        ACTIONS.put(Action.PUBLISH_VERSION, "Publish new versions of your packages");
        ACTIONS.put(Action.PUBLISH_NEW_PACKAGE, "Publish packages that do not exist yet");
    }

    private final Web web;

    DevicePages(Web web) {
        this.web = web;
    }

    void addTo(RoutesConfig routes) {
        routes.get(PATH, this::open);
        routes.post(PATH + "/approve", ctx -> decide(ctx, true));
        routes.post(PATH + "/deny", ctx -> decide(ctx, false));
    }

    /** The page for this code, or null when the text is none; nothing else gets into the address. */
    static @Nullable String addressOf(@Nullable String code) {
        return code != null && CODE.matcher(code).matches() ? PATH + "?code=" + code : null;
    }

    private DeviceLogin logins() {
        return web.publish().deviceLogin();
    }

    private void open(Context ctx) {
        String code = ctx.queryParam("code");
        Session session = web.sessions().find(ctx);
        if (session == null || session.account() == null) {
            // The code comes along, and nothing else: an address to go to would lead wherever its sender wants.
            Web.go(ctx, addressOf(code) == null ? "/sign-in" : "/sign-in?code=" + code);
            return;
        }
        SignedInSession who = web.signedIn(ctx);
        if (code == null || code.isBlank()) {
            String done = ctx.queryParam("done");
            Web.show(ctx, "Log in a command line", who.session(), typing(message(done), null));
            return;
        }
        RequestContext request = web.request(ctx, who.session());
        Decision<LoginRequest> pending = logins().pending(code, who.subject(), request);
        try {
            LoginRequest login = pending.orElseThrow(HttpProblem::new);
            show(ctx, who, login, null);
        } catch (HttpProblem problem) {
            refused(ctx, who, problem);
        }
    }

    private static void refused(Context ctx, SignedInSession who, HttpProblem problem) {
        ctx.status(problem.status());
        Web.show(ctx, "Log in a command line", who.session(), typing(null, problem.failure()));
    }

    private static @Nullable String message(@Nullable String done) {
        return switch (done == null ? "" : done) {
            case "approved" -> "Approved. Go back to your terminal: it gets its token within some seconds.";
            case "denied" -> "Denied. The program that asked gets nothing.";
            default -> null;
        };
    }

    private static Html typing(@Nullable String done, @Nullable Failure failure) {
        return Html.of("""
                <h1>Log in a command line</h1>
                {}{}
                <p class="lead">Type the code that your terminal shows.</p>
                <form class="stack narrow" method="get" action="/device">
                <label for="code">Code</label>
                <input id="code" name="code" required maxlength="12" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="BCDF-GHJK" aria-describedby="code-hint">
                <p class="hint" id="code-hint">Only type a code that you asked for yourself, a moment ago. Nobody else has a reason to send you one.</p>
                <button>Continue</button>
                </form>""", Layout.done(done), Layout.problem(failure));
    }

    private void show(Context ctx, SignedInSession who, LoginRequest login, @Nullable Failure failure) {
        Instant now = web.clock().instant();
        Web.show(
                ctx,
                "Log in a command line",
                who.session(),
                Html.of(
                        """
                        <h1>Log in a command line</h1>
                        {}
                        <p class="lead">A program wants a token that acts as <strong>{}</strong>.</p>
                        <p class="usercode"><span class="quiet">Your terminal must show this code:</span> <code>{}</code></p>
                        <dl class="facts">
                        <div><dt>Program</dt><dd>{}</dd></div>
                        <div><dt>It says it is</dt><dd>{}</dd></div>
                        <div><dt>Asks from</dt><dd><code>{}</code>{}</dd></div>
                        <div><dt>Began</dt><dd>{}</dd></div>
                        <div><dt>Token until</dt><dd>{}</dd></div>
                        </dl>
                        <div class="note{}" role="note"><p>{}</p></div>
                        {}""",
                        Layout.problem(failure),
                        who.account().userName(),
                        login.userCode(),
                        login.clientName(),
                        login.clientText().isEmpty() ? "nothing" : login.clientText(),
                        login.address().isEmpty() ? "unknown" : login.address(),
                        login.isFromNetworkOf(ctx.ip())
                                ? Html.of(" <span class=\"tag strong\">your network</span>")
                                : Html.of(" <span class=\"tag bad\">not your network</span>"),
                        Layout.time(login.startedAt()),
                        Layout.time(now.plus(login.tokenLifetime())),
                        Html.when(!login.isFromNetworkOf(ctx.ip()), " bad"),
                        warning(login, ctx),
                        isStrong(who) ? decision(who, login) : strongerSignIn(who, login)));
    }

    private static Html warning(LoginRequest login, Context ctx) {
        Html always = Html.of(
                "Approve only if you began this yourself, on a machine that is yours. If a message, a call or a web site brought you here, somebody else gets the token: deny.");
        return login.isFromNetworkOf(ctx.ip())
                ? always
                : Html.of(
                        "<strong>The program is in another network than you.</strong> That is right for a server that you work on, and wrong for the machine in front of you. {}",
                        always);
    }

    private static boolean isStrong(SignedInSession who) {
        return who.session().assurance().atLeast(Assurance.PHISHING_RESISTANT);
    }

    private static Html decision(SignedInSession who, LoginRequest login) {
        return Html.of(
                """
                <form class="stack narrow" method="post" action="/device/approve">
                {}<input type="hidden" name="code" value="{}">
                <fieldset><legend>What the token may do</legend>{}</fieldset>
                <label for="packages">With these packages, as far as you may</label>
                <textarea id="packages" name="packages" rows="{}" required spellcheck="false" autocapitalize="none" aria-describedby="packages-hint">{}</textarea>
                <p class="hint" id="packages-hint">{}One pattern a line. Less is fine: <code>npm:@scope/*</code> is one scope. More than was asked for is refused.</p>
                <button>Approve: I began this</button>
                </form>
                {}""",
                Layout.formToken(who.session()),
                login.userCode(),
                login.asked().actions().stream()
                        .map(action -> Html.of("""
                                <label class="check"><input type="checkbox" name="action" value="{}" checked> {}</label>""", action, ACTIONS.getOrDefault(action, action.name())))
                        .toList(),
                Math.min(ROWS, Math.max(2, login.asked().packages().size())),
                login.asked().widestFirst().stream()
                        .map(pattern -> Html.of("{}\n", pattern))
                        .toList(),
                more(login.asked().packages().size()),
                denial(who, login));
    }

    /** The box shows the widest; what it hides is no wider. */
    private static Html more(int patterns) {
        return patterns <= ROWS
                ? Html.NONE
                : Html.of(
                        "<strong>{} patterns, the widest first: scroll for {} more.</strong> ",
                        patterns,
                        patterns - ROWS);
    }

    private static Html denial(SignedInSession who, LoginRequest login) {
        return Html.of("""
                <form method="post" action="/device/deny">{}<input type="hidden" name="code" value="{}"><button class="danger">Deny</button></form>""", Layout.formToken(who.session()), login.userCode());
    }

    private static Html strongerSignIn(SignedInSession who, LoginRequest login) {
        return Html.of("""
                <div class="note bad" role="alert"><p><strong>Approving needs a sign-in with a passkey.</strong> <a href="/sign-in?code={}">Sign in with a passkey</a>, or add one to <a href="/account">your account</a> first.</p></div>
                {}""", login.userCode(), denial(who, login));
    }

    private void decide(Context ctx, boolean approve) {
        SignedInSession who = web.signedIn(ctx);
        web.checkForm(ctx, who.session());
        String code = Web.field(ctx, "code");
        RequestContext request = web.request(ctx, who.session());
        try {
            if (approve) {
                logins().approve(code, who.subject(), who.session().assurance(), granted(ctx), request)
                        .orElseThrow(HttpProblem::new);
            } else {
                logins().deny(code, who.subject(), request).orElseThrow(HttpProblem::new);
            }
            Web.go(ctx, PATH + (approve ? "?done=approved" : "?done=denied"));
        } catch (HttpProblem problem) {
            again(ctx, who, code, problem);
        }
    }

    /** What can be corrected is shown with the log-in, which still waits; everything else without. */
    private void again(Context ctx, SignedInSession who, String code, HttpProblem problem) {
        boolean correctable = problem.failure().reason() == RegistryReason.FORM_INVALID
                || problem.failure().reason() == DeviceLoginReason.SCOPE_REFUSED
                || problem.failure().reason() == DeviceLoginReason.ASSURANCE_TOO_LOW;
        Decision<LoginRequest> pending = correctable
                ? logins().pending(code, who.subject(), web.request(ctx, who.session()))
                : new Decision.Refused<>(
                        Refusal.of(problem.failure().reason(), problem.failure().detail()));
        if (pending instanceof Decision.Allowed<LoginRequest> waiting) {
            ctx.status(problem.status());
            show(ctx, who, waiting.value(), problem.failure());
        } else {
            refused(ctx, who, problem);
        }
    }

    private static LoginScope granted(Context ctx) {
        try {
            List<Action> actions =
                    ctx.formParams("action").stream().map(Action::named).toList();
            List<PackagePattern> packages = new ArrayList<>();
            for (String line :
                    Web.field(ctx, "packages").lines().map(String::strip).toList()) {
                if (!line.isEmpty()) {
                    packages.add(pattern(line));
                }
            }
            return LoginScope.of(actions, packages);
        } catch (IllegalArgumentException invalid) {
            throw new HttpProblem(
                    RegistryReason.FORM_INVALID, "A token has at least one action and one package pattern.");
        }
    }

    private static PackagePattern pattern(String line) {
        try {
            return PackagePattern.parse(line);
        } catch (InvalidNameException invalid) {
            throw new HttpProblem(
                    RegistryReason.FORM_INVALID, "'" + line + "' is refused: " + invalid.getMessage() + ".");
        }
    }
}
