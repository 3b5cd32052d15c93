package dev.registrykit.examples.registry.web;

import dev.registrykit.auth.account.SignedIn;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Failure;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.examples.registry.accounts.Session;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.http.RegistryReason;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Signing in, with a passkey that the browser knows or with a password, and signing out. */
final class SignInPages {
    private final Web web;

    SignInPages(Web web) {
        this.web = web;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/sign-in", ctx -> form(ctx, web.sessions().findOrStart(ctx), "", ctx.queryParam("code"), null));
        routes.post("/sign-in", this::withPassword);
        routes.post("/sign-in/passkey/start", this::startPasskey);
        routes.post("/sign-in/passkey/finish", this::finishPasskey);
        routes.post("/sign-out", this::signOut);
    }

    private void form(Context ctx, Session session, String userName, @Nullable String code, @Nullable Failure failure) {
        String done = "signed-out".equals(ctx.queryParam("done")) ? "You are signed out." : null;
        Web.show(
                ctx,
                "Sign in",
                session,
                Html.of(
                        """
                        <h1>Sign in</h1>
                        {}{}
                        <div class="columns">
                        <section aria-labelledby="with-passkey">
                        <h2 id="with-passkey">With a passkey</h2>
                        <p>Your browser knows which accounts it has passkeys for: no name is needed.</p>
                        <form class="stack" data-passkey="get" data-start="/sign-in/passkey/start" data-finish="/sign-in/passkey/finish">
                        {}{}
                        <button>Sign in with a passkey</button>
                        <p class="outcome" role="alert"></p>
                        </form>
                        <noscript><p class="note">Passkeys need JavaScript.</p></noscript>
                        </section>
                        <section aria-labelledby="with-password">
                        <h2 id="with-password">With a password</h2>
                        <form class="stack" method="post" action="/sign-in">
                        {}{}
                        <label for="name">User name</label>
                        <input id="name" name="userName" value="{}" required maxlength="30" autocomplete="username" autocapitalize="none" spellcheck="false">
                        <label for="password">Password</label>
                        <input id="password" name="password" type="password" required maxlength="256" autocomplete="current-password">
                        <button class="second">Sign in with a password</button>
                        </form>
                        </section>
                        </div>
                        <p>No account yet? <a href="/sign-up">Sign up</a>.</p>""",
                        Layout.problem(failure),
                        Layout.done(done),
                        Layout.formToken(session),
                        codeField(code),
                        Layout.formToken(session),
                        codeField(code),
                        userName));
    }

    /** Somebody who came to approve a log-in goes on there. */
    private static Html codeField(@Nullable String code) {
        return DevicePages.addressOf(code) == null ? Html.NONE : Html.of("""
                        <input type="hidden" name="code" value="{}">""", code);
    }

    private static String next(@Nullable String code) {
        String page = DevicePages.addressOf(code);
        return page == null ? "/account" : page;
    }

    private void withPassword(Context ctx) {
        Session session = web.sessions().findOrStart(ctx);
        web.checkForm(ctx, session);
        String userName = Web.field(ctx, "userName");
        String password = ctx.formParam("password");
        Account account = web.accounts().byName(userName);
        Decision<SignedIn> decision = web.auth()
                .passwords()
                .verify(
                        userName,
                        account == null ? null : account.subject(),
                        Secret.of(password == null ? "" : password),
                        web.request(ctx, session));
        try {
            signIn(ctx, decision.orElseThrow(HttpProblem::new));
            Web.go(ctx, next(ctx.formParam("code")));
        } catch (HttpProblem problem) {
            ctx.status(problem.status());
            form(ctx, session, userName, ctx.formParam("code"), problem.failure());
        }
    }

    private void startPasskey(Context ctx) {
        Session session = web.sessions().findOrStart(ctx);
        web.checkForm(ctx, session);
        Scripts.answer(
                ctx,
                web.auth().passkeys().startSignIn(web.request(ctx, session)).orElseThrow(HttpProblem::new));
    }

    private void finishPasskey(Context ctx) throws IOException {
        Session session = web.sessions().findOrStart(ctx);
        web.checkForm(ctx, session);
        JsonObject sent = Scripts.read(ctx);
        signIn(
                ctx,
                web.auth()
                        .passkeys()
                        .finishSignIn(Scripts.text(sent, "response"), web.request(ctx, session))
                        .orElseThrow(HttpProblem::new));
        Scripts.goTo(ctx, next(Scripts.textOrNull(sent, "code")));
    }

    private void signIn(Context ctx, SignedIn proved) {
        Account account = web.accounts().byId(proved.account());
        if (account == null) {
            throw new HttpProblem(RegistryReason.SIGN_IN_NEEDED, "The account is gone.");
        }
        web.sessions().signIn(ctx, account, proved.assurance());
    }

    private void signOut(Context ctx) {
        Session session = web.signedIn(ctx).session();
        web.checkForm(ctx, session);
        web.sessions().end(ctx);
        Web.go(ctx, "/sign-in?done=signed-out");
    }
}
