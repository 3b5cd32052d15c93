package dev.registrykit.examples.registry.web;

import dev.registrykit.core.decision.Failure;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.examples.registry.accounts.Session;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The frame of every page, and the small parts that pages are made of. */
final class Layout {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Layout() {}

    /** A whole page. */
    static Html page(String title, @Nullable Session session, Html main) {
        return Html.of("""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>{} · Reference registry</title>
                <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
                <link rel="stylesheet" href="/assets/style.css">
                <script src="/assets/passkey.js" defer></script>
                </head>
                <body>
                <a class="skip" href="#main">Skip to the content</a>
                <header class="top"><div class="wide">
                <a class="brand" href="/"><img src="/assets/icon.svg" alt="" width="24" height="24">Reference registry</a>
                {}
                </div></header>
                <main id="main" class="wide" tabindex="-1">
                {}
                </main>
                <footer class="wide"><p>A small registry that embeds the registrykit modules. It is an example, not a service.</p></footer>
                </body>
                </html>
                """, title, navigation(session), main);
    }

    private static Html navigation(@Nullable Session session) {
        Account account = session == null ? null : session.account();
        if (session == null || account == null) {
            return Html.of("""
                    <nav aria-label="Account"><ul>
                    <li><a href="/sign-in">Sign in</a></li>
                    <li><a href="/sign-up">Sign up</a></li>
                    </ul></nav>""");
        }
        return Html.of("""
                <nav aria-label="Account"><ul>
                <li><a href="/account">{}</a></li>
                <li><a href="/tokens">Tokens</a></li>
                <li><a href="/account/events">Events</a></li>
                <li><form method="post" action="/sign-out">{}<button class="link">Sign out</button></form></li>
                </ul></nav>""", account.userName(), formToken(session));
    }

    /** The hidden field that every form carries. */
    static Html formToken(Session session) {
        return Html.of("""
                <input type="hidden" name="{}" value="{}">""", Web.FORM_TOKEN, session.csrfToken());
    }

    /** A message about what went wrong, at the top of a page; nothing for null. */
    static Html problem(@Nullable Failure failure) {
        return failure == null
                ? Html.NONE
                : Html.of("""
                        <div class="note bad" role="alert"><p><strong>{}</strong> {}</p></div>""", failure.detail(), failure.reason().nextStep());
    }

    /** A message that something was done; nothing for null. */
    static Html done(@Nullable String text) {
        return text == null ? Html.NONE : Html.of("""
                        <div class="note good" role="status"><p>{}</p></div>""", text);
    }

    /** A point in time. */
    static Html time(@Nullable Instant time) {
        return time == null ? Html.of("never") : Html.of("""
                        <time datetime="{}">{}</time>""", time, TIME.format(time));
    }

    /** The address of a package's page. */
    static String address(PackageName packageName) {
        return "/package?name=" + Html.urlPart(packageName.toString());
    }

    /** A link to a package's page. */
    static Html link(PackageName packageName) {
        return Html.of("""
                <a href="{}">{}</a>""", address(packageName), packageName.text());
    }
}
