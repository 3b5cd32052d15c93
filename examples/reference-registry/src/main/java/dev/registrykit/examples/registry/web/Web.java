package dev.registrykit.examples.registry.web;

import dev.registrykit.attest.RegistryAttest;
import dev.registrykit.auth.RegistryAuth;
import dev.registrykit.core.name.InvalidNameException;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.examples.registry.accounts.Accounts;
import dev.registrykit.examples.registry.accounts.Session;
import dev.registrykit.examples.registry.accounts.Sessions;
import dev.registrykit.examples.registry.catalog.Catalog;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.http.RegistryReason;
import dev.registrykit.examples.registry.http.Requests;
import dev.registrykit.publish.RegistryPublish;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all pages share: the parts of the registry that they show, and the rules of a request to a page.
 *
 * @param ciSystems those that the pages register publishers of
 * @param attest null when the registry verifies no attestations
 */
public record Web(
        URI origin,
        List<CiSystem> ciSystems,
        RegistryPublish publish,
        RegistryAuth auth,
        Accounts accounts,
        Sessions sessions,
        Catalog catalog,
        @Nullable RegistryAttest attest,
        InstantSource clock) {
    static final String FORM_TOKEN = "form-token";
    private static final String FORM_TOKEN_HEADER = "X-Form-Token";

    /** The request with its session, for the SDK's calls. */
    RequestContext request(Context ctx, Session session) {
        return Requests.context(ctx, session.id());
    }

    /**
     * The session of somebody who is signed in.
     *
     * @throws HttpProblem if nobody is
     */
    SignedInSession signedIn(Context ctx) {
        Session session = sessions.find(ctx);
        Account account = session == null ? null : session.account();
        if (session == null || account == null) {
            throw new HttpProblem(RegistryReason.SIGN_IN_NEEDED, "You are not signed in.");
        }
        return new SignedInSession(session, account);
    }

    /** A session and who is signed in to it. */
    record SignedInSession(Session session, Account account) {
        Subject subject() {
            return account.subject();
        }
    }

    /**
     * Makes sure that a form or script of our own page sent this request.
     *
     * <p>The browser says where a request comes from, and the token shows that the page was made for this session.
     *
     * @throws HttpProblem if not
     */
    void checkForm(Context ctx, Session session) {
        String from = ctx.header("Origin");
        boolean ours =
                from == null ? !"cross-site".equals(ctx.header("Sec-Fetch-Site")) : from.equals(origin.toString());
        String header = ctx.header(FORM_TOKEN_HEADER);
        String token = header != null ? header : ctx.formParam(FORM_TOKEN);
        if (!ours || token == null || !Secret.of(session.csrfToken()).matches(token)) {
            throw new HttpProblem(RegistryReason.FORM_NOT_OURS, "The form was not sent from a current page.");
        }
    }

    /**
     * The package that the query's {@code name} says, in the form {@code npm:@acme/widget}.
     *
     * @throws HttpProblem if there is none
     */
    PackageName packageOf(Context ctx) {
        String name = ctx.queryParam("name");
        try {
            PackageName packageName = PackageName.ofString(name == null ? "" : name);
            if (catalog.exists(packageName)) {
                return packageName;
            }
        } catch (InvalidNameException invalid) {
            // Answered as any other package that is not there.
        }
        throw new HttpProblem(RegistryReason.NOT_FOUND, "There is no such package.");
    }

    /** As {@link #packageOf}, when the account owns it. */
    PackageName ownPackageOf(Context ctx, Account account) {
        PackageName packageName = packageOf(ctx);
        if (!catalog.isOwner(packageName, account.subject())) {
            throw new HttpProblem(RegistryReason.NOT_AN_OWNER, "You do not own " + packageName.text() + ".");
        }
        return packageName;
    }

    /** The field of a form, without surrounding white space; empty when it is missing. */
    static String field(Context ctx, String name) {
        String value = ctx.formParam(name);
        return value == null ? "" : value.strip();
    }

    /** Answers with a page. */
    static void show(Context ctx, String title, @Nullable Session session, Html main) {
        ctx.contentType("text/html; charset=utf-8");
        ctx.result(Layout.page(title, session, main).toString());
    }

    /** Sends the browser to another page of ours after a form was handled. */
    static void go(Context ctx, String path) {
        ctx.redirect(path, HttpStatus.SEE_OTHER);
    }

    /** What people call this account. */
    String userName(@Nullable Subject subject) {
        Account account = subject == null ? null : accounts.byId(subject);
        return account == null ? "somebody" : account.userName();
    }
}
