package dev.registrykit.testkit.attack;

/**
 * What can go wrong when CI jobs exchange identity tokens for publishing tokens: 22 cases, each with its lesson and where
 * it was seen.
 *
 * <p>The order is that of a token's way: its form and signature (1 to 5), who issued it for whom and when (6 to 10), which
 * job it names (11 to 18), which publisher that is (19), what the minted token may do (20), and what lives longer than one
 * exchange (21 and 22). {@link IdentityTokenAttacks} runs the attacks of one presented token, {@link ExchangeAttacks} those
 * that take several steps; a case has attacks in one of them or in both.
 */
public enum AttackCase {
    /** An identity token is a compact JWS of three parts, signed; nothing else is read as one. */
    UNSIGNED_OR_WRAPPED(
            1,
            "unsigned, encrypted or otherwise serialized tokens",
            "RFC 7515 section 7.1, RFC 8725 sections 3.1 and 3.2, CVE-2021-44878, CVE-2026-29000"),
    /** The issuer decides by which algorithm and kind of key it signs, never the token. */
    ALGORITHM(
            2,
            "a token that chooses its algorithm",
            "RFC 8725 section 3.1, CVE-2015-9235, CVE-2022-21449, CVE-2026-44351"),
    /** The header brings no key, no address of one, and no extension that changes what is signed. */
    HEADER(
            3,
            "a header that brings its own key or rules",
            "RFC 8725 section 3.10, RFC 7515 section 4.1.11, CVE-2026-32597"),
    /** A key id picks one of the issuer's signing keys, or none. */
    KEY_SELECTION(4, "key ids and key sets that mislead", "RFC 7515 section 4.1.4, RFC 7517 sections 4.2, 4.3 and 5"),
    /** Each token has one spelling, so that two readers, or a replay store, never see two. */
    SPELLING(5, "other spellings of the same token", "RFC 4648 section 3.5, RFC 8259 section 4, GHSA-hxm8-2xgr-2p9m"),
    /** The issuer is compared exactly and belongs to the publisher: another tenant's job is another job. */
    ISSUER(
            6,
            "issuers that look alike, and tenants of one another",
            "OpenID Connect Core 1.0 section 3.1.3.7, audit of PyPI's trusted publishing: TOB-PYPI26-12"),
    /** Nothing is fetched that an attacker names, and no more than is needed. */
    SERVER_SIDE_FETCH(
            7,
            "requests that an attacker makes the registry send",
            "OpenID Connect Discovery 1.0 section 4.3, RFC 8725 section 3.10, CWE-918"),
    /** The audience is this deployment's, and it alone. */
    AUDIENCE(
            8,
            "tokens for another service",
            "CVE-2026-44428 (GHSA-95c3-6vvw-4mrq), CVE-2026-40946, pypi/warehouse#13887"),
    /** A token lives a short, stated time, and all clocks have the same leeway. */
    TIME(9, "tokens out of their time", "RFC 7519 sections 4.1.4 to 4.1.6"),
    /** Each identity token is exchanged at most once, on however many nodes, and for as long as it is accepted. */
    REPLAY(10, "a token that is exchanged twice", "RFC 7519 section 4.1.7, TOB-PYPI26-1, TOB-PYPI26-2, CVE-2020-15222"),
    /** Names come free again, ids do not; a pin is taken from a full match only, and once. */
    RESURRECTION(11, "accounts and repositories made anew under an old name", "pypi/warehouse#15643"),
    /** A transferred repository is somebody else's; ids are compared as the text that the provider sends. */
    TRANSFER(
            12,
            "repositories in other hands, and ids in other spellings",
            "NuGet/NuGetGallery: trusted publishing policies"),
    /** The whole path of the build's definition decides, whatever refs and file names contain. */
    WORKFLOW_PATH(13, "build definitions that look like the registered one", "eclipse-openvsx/openvsx#1980"),
    /** Who calls and what is called are two things. */
    REUSABLE_WORKFLOW(14, "caller and called workflow mixed up", "pypi/warehouse#11096, rust-lang/rfcs#3691"),
    /** What strangers can start does not publish. */
    EVENT(
            15,
            "runs that outsiders start, debug or fork",
            "the TanStack incident of May 2026, gitlab-org/gitlab#563038, CircleCI: OpenID Connect tokens"),
    /** A tag is not a branch of the same name, and a version bound to its tag is no other version. */
    REF(16, "branches that play tags", "pub.dev: automated publishing"),
    /** The environment is compared as text, and the presented text is never a pattern. */
    ENVIRONMENT(17, "environments that are absent, alike or patterns", "GitHub: using environments for deployment"),
    /** A claim has one type; nothing is converted, and no claim stands in for another. */
    CLAIM_TYPE(
            18,
            "claims of another type or with another's name",
            "RFC 8725 section 3.11, rubygems.org: access policies"),
    /** Which publisher is meant is one stated rule, and it is asked again when the token is used. */
    AMBIGUITY(19, "publishers that overlap, change or wait", "TOB-PYPI26-13, pypi/warehouse#20112"),
    /** The minted token does what was exchanged for, once or for minutes, and is shown to its job alone. */
    MINTED_TOKEN(20, "a minted token used for something else", "NuGet/NuGetGallery#10587, PEP 807"),
    /** A withdrawn key dies, a lost one is not replaced by nothing, and a flood costs one request. */
    KEY_ROTATION(
            21,
            "keys that change, vanish and are asked for",
            "OpenID Connect Core 1.0 section 10.1.1, RFC 8725 section 3.8"),
    /** Where only trusted publishing is allowed, no other token publishes, and lifting the rule leaves a trace. */
    TOKEN_SWITCH(
            22,
            "long-lived tokens beside trusted publishing",
            "the Ultralytics incident of December 2024, pypi/warehouse#20079");

    private final int number;
    private final String title;
    private final String sources;

    AttackCase(int number, String title, String sources) {
        this.number = number;
        this.title = title;
        this.sources = sources;
    }

    /** The case's number, from 1 to 22; it never changes. */
    public int number() {
        return number;
    }

    /** What the attacker does, in a few words. */
    public String title() {
        return title;
    }

    /** The rules that forbid it and the places where it was seen. */
    public String sources() {
        return sources;
    }
}
