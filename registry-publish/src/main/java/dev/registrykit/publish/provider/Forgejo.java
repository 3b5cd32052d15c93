package dev.registrykit.publish.provider;

import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Forgejo Actions as an identity provider: Codeberg, or any instance of one's own.
 *
 * <p>Repository and owner ids are required; instances that do not state them yet are refused, unless
 * {@link #acceptMutableIdentity}. A token states neither environment, kind of runner nor reusable workflow, and has no id of
 * its own, so its replay is known by what was signed. {@code sub} is never looked at.
 *
 * <p>Checked against Forgejo's "Forgejo Actions | Security OpenID Connect"
 * (forgejo.org/docs/next/user/actions/security-openid-connect), its integration test of the discovery document, and pull
 * request 12355, which added the ids.
 */
public final class Forgejo extends CiProvider {
    private static final String PATH = "/api/actions";
    private static final String CODEBERG = "https://codeberg.org";

    private final String server;

    private Forgejo(Settings settings) {
        super(settings);
        String issuer = settings.issuer();
        this.server = issuer.substring(0, issuer.length() - PATH.length());
    }

    /** Codeberg: issuer {@code https://codeberg.org/api/actions}. */
    public static Forgejo codeberg() {
        return server(CODEBERG);
    }

    /**
     * The instance at this address.
     *
     * @throws IllegalArgumentException if it is no https address without a trailing slash
     */
    public static Forgejo server(String address) {
        return at(address + PATH);
    }

    /**
     * The instance with this issuer, which ends with {@code /api/actions}.
     *
     * @throws IllegalArgumentException if it is no such address
     */
    public static Forgejo at(String issuer) {
        if (!Issuers.address(issuer).endsWith(PATH)) {
            throw new IllegalArgumentException("an issuer of Forgejo ends with " + PATH);
        }
        return new Forgejo(Settings.of(Rows.FORGEJO, issuer));
    }

    /**
     * The provider, taking tokens without ids, as instances issue them that are older than these claims.
     *
     * <p>Risk: only policies that accept mutable identity too match such a token, and they know a repository by its name:
     * whoever gets the name after it was given up publishes as the first did.
     *
     * @param reason why this is acceptable here
     */
    public Forgejo acceptMutableIdentity(String reason) {
        return new Forgejo(settings().acceptMutableIdentity(reason));
    }

    /**
     * The provider, taking tokens that are valid for up to {@code longest}, a day at most: an instance can say how long its
     * tokens live; an hour is what it says unless configured.
     *
     * <p>Risk: a token that leaks can be used for longer, once.
     */
    public Forgejo acceptLifetime(Duration longest) {
        return new Forgejo(settings().acceptLifetime(longest));
    }

    /** The instance that the repositories lie on, without a trailing slash. */
    public String server() {
        return server;
    }

    /**
     * A policy builder for a repository of this instance; ids and workflow ({@code .forgejo/workflows/publish.yml}, say)
     * are still to be given.
     *
     * @param repository {@code owner/name}
     * @throws IllegalArgumentException if it is not of that form
     */
    public WorkloadPolicy.Builder policy(String repository) {
        return policyFor(server + "/" + Forms.checked("a repository owner/name", repository, Forms.OWNER_AND_NAME));
    }

    @Override
    void complete(Claims claims, WorkloadIdentity.Builder job) {
        String repository = server + "/" + claims.required("repository", Forms.OWNER_AND_NAME);
        @Nullable String type = claims.optional("ref_type", Forms.WORD);
        if (type != null
                && type.equals("tag") != claims.required("ref", Forms.REF).startsWith("refs/tags/")) {
            throw Claims.malformed("ref_type");
        }
        job.sourceRepository(repository)
                .buildConfig(server + "/" + claims.required("workflow_ref", Forms.LINE))
                // The number in the URL counts per repository; run_id counts per instance.
                .runInvocation(repository + "/actions/runs/" + claims.required("run_number", Forms.NUMBER) + "#attempt-"
                        + claims.required("run_attempt", Forms.NUMBER));
    }
}
