package dev.registrykit.examples.registry.web;

import dev.registrykit.auth.passkey.PasskeyUser;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Failure;
import dev.registrykit.core.decision.Refusal;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.examples.registry.accounts.Accounts;
import dev.registrykit.examples.registry.accounts.Session;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.http.RegistryReason;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Signing up: with a passkey straight away, or with a password to which a passkey is added later. */
final class SignUpPages {
    private final Web web;

    SignUpPages(Web web) {
        this.web = web;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/sign-up", ctx -> form(ctx, web.sessions().findOrStart(ctx), "", null));
        routes.post("/sign-up", this::withPassword);
        routes.post("/sign-up/passkey/start", this::startPasskey);
        routes.post("/sign-up/passkey/finish", this::finishPasskey);
    }

    private void form(Context ctx, Session session, String userName, @Nullable Failure failure) {
        Web.show(
                ctx,
                "Sign up",
                session,
                Html.of(
                        """
                        <h1>Sign up</h1>
                        {}
                        <div class="columns">
                        <section aria-labelledby="with-passkey">
                        <h2 id="with-passkey">With a passkey</h2>
                        <p>Nothing to remember, and nothing that can be phished. This is the better way.</p>
                        <form class="stack" data-passkey="create" data-start="/sign-up/passkey/start" data-finish="/sign-up/passkey/finish">
                        {}
                        <label for="passkey-name">User name</label>
                        <input id="passkey-name" name="userName" value="{}" required minlength="2" maxlength="30" pattern="[a-z][a-z0-9]*(-[a-z0-9]+)*" autocomplete="username" autocapitalize="none" spellcheck="false" aria-describedby="passkey-name-hint">
                        <p class="hint" id="passkey-name-hint">2 to 30 lower-case letters, digits and hyphens. It is also your npm scope.</p>
                        <button>Create a passkey</button>
                        <p class="outcome" role="alert"></p>
                        </form>
                        <noscript><p class="note">Passkeys need JavaScript.</p></noscript>
                        </section>
                        <section aria-labelledby="with-password">
                        <h2 id="with-password">With a password</h2>
                        <p>You can add a passkey to the account afterwards.</p>
                        <form class="stack" method="post" action="/sign-up">
                        {}
                        <label for="name">User name</label>
                        <input id="name" name="userName" value="{}" required minlength="2" maxlength="30" pattern="[a-z][a-z0-9]*(-[a-z0-9]+)*" autocomplete="username" autocapitalize="none" spellcheck="false" aria-describedby="passkey-name-hint">
                        <label for="password">Password</label>
                        <input id="password" name="password" type="password" required minlength="15" maxlength="256" autocomplete="new-password" aria-describedby="password-hint">
                        <p class="hint" id="password-hint">At least 15 characters. A few unrelated words do well.</p>
                        <button class="second">Sign up with a password</button>
                        </form>
                        </section>
                        </div>""",
                        Layout.problem(failure),
                        Layout.formToken(session),
                        userName,
                        Layout.formToken(session),
                        userName));
    }

    private void withPassword(Context ctx) {
        Session session = web.sessions().findOrStart(ctx);
        web.checkForm(ctx, session);
        String userName = Web.field(ctx, "userName");
        String password = ctx.formParam("password");
        try {
            checkName(userName);
            Account account = create(
                    new Account(Accounts.newSubject(), userName),
                    made -> web.auth()
                            .passwords()
                            .set(
                                    made.subject(),
                                    Secret.of(password == null ? "" : password),
                                    web.request(ctx, session)));
            web.sessions().signIn(ctx, account, Assurance.PASSWORD);
            Web.go(ctx, "/account?done=welcome");
        } catch (HttpProblem problem) {
            ctx.status(problem.status());
            form(ctx, session, userName, problem.failure());
        }
    }

    private void startPasskey(Context ctx) throws IOException {
        Session session = web.sessions().findOrStart(ctx);
        web.checkForm(ctx, session);
        String userName = Scripts.text(Scripts.read(ctx), "userName").strip();
        checkName(userName);
        Account pending = new Account(Accounts.newSubject(), userName);
        web.sessions().setPending(session, pending);
        Scripts.answer(
                ctx,
                web.auth()
                        .passkeys()
                        .startRegistration(
                                PasskeyUser.of(pending.subject(), userName, userName), web.request(ctx, session))
                        .orElseThrow(HttpProblem::new));
    }

    private void finishPasskey(Context ctx) throws IOException {
        Session session = web.sessions().findOrStart(ctx);
        web.checkForm(ctx, session);
        Account pending = session.pending();
        if (pending == null) {
            throw new HttpProblem(RegistryReason.FORM_NOT_OURS, "No sign-up was started in this browser.");
        }
        checkName(pending.userName());
        JsonObject sent = Scripts.read(ctx);
        String response = Scripts.text(sent, "response");
        Account account = create(
                pending,
                made -> web.auth()
                        .passkeys()
                        .finishRegistration(made.subject(), response, "First passkey", web.request(ctx, session)));
        // The authenticator has just verified its user, so this is as good as a sign-in with the passkey.
        web.sessions().signIn(ctx, account, Assurance.PHISHING_RESISTANT);
        Scripts.goTo(ctx, "/account?done=welcome");
    }

    /** The account first, so that no credential is left without one; then its credential, or no account either. */
    private Account create(Account wanted, Function<Account, Decision<?>> credential) {
        Account made = web.accounts().create(wanted.subject(), wanted.userName());
        if (made == null) {
            throw taken();
        }
        boolean complete = false;
        try {
            credential.apply(made).orElseThrow(HttpProblem::new);
            complete = true;
            return made;
        } finally {
            if (!complete) {
                web.accounts().takeBack(made);
            }
        }
    }

    private void checkName(String userName) {
        if (!Accounts.isValidName(userName)) {
            throw new HttpProblem(Refusal.of(
                    RegistryReason.FORM_INVALID,
                    "A user name has 2 to 30 lower-case letters, digits and hyphens, and starts with a letter."));
        }
        if (web.accounts().byName(userName) != null) {
            throw taken();
        }
    }

    private static HttpProblem taken() {
        return new HttpProblem(RegistryReason.NAME_TAKEN, "The user name is taken.");
    }
}
