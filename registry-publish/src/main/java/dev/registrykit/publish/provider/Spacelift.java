package dev.registrykit.publish.provider;

import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.net.URI;
import java.util.regex.Pattern;

/**
 * Spacelift as an identity provider: one issuer an account.
 *
 * <p>The audience of all its tokens is the account's host, so it is a provider only after
 * {@link FixedAudience#acceptFixedAudience}. Only tracked runs with the scope to write may publish.
 *
 * <p>The issuer has the account's name, and a stack's id is a name too. What nobody can get again is the id of a space
 * that ends with a ULID; the spaces {@code root} and {@code legacy}, which every account has, are refused unless
 * {@link #acceptMutableIdentity}. A token states neither event, ref, commit nor build instructions.
 *
 * <p>Checked against Spacelift's "OpenID Connect (OIDC)" (docs.spacelift.io/integrations/cloud-providers/oidc), which names
 * no algorithm: RS256 is taken for it. That ids of spaces end with a ULID is not said there and could not be checked.
 */
public final class Spacelift extends CiProvider {
    private static final Form ACCOUNT = Form.of("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern SHAPE = Pattern.compile("https://[a-z0-9.-]{1,200}");
    private static final Form CALLER_TYPE = Form.of("stack|module");
    private static final Form UNIQUE_SPACE = Form.of("[a-z0-9-]{1,100}-[0-9A-HJKMNP-TV-Z]{26}");
    private static final Form NAMED_SPACE = Form.of("[A-Za-z0-9-]{1,130}");

    private Spacelift(Settings settings) {
        super(settings);
    }

    /** The issuer of one account, {@code https://<name>.app.spacelift.io}. */
    public static FixedAudience<Spacelift> account(String name) {
        return at("https://" + Forms.checked("an account", name, ACCOUNT) + ".app.spacelift.io");
    }

    /**
     * The issuer of an account at another host, or one on the loopback interface that plays it in tests.
     *
     * @throws IllegalArgumentException if it is no https address without a path
     */
    public static FixedAudience<Spacelift> at(String issuer) {
        Settings settings = Settings.of(Rows.SPACELIFT, Issuers.of(issuer, SHAPE));
        String audience = URI.create(issuer).getAuthority();
        return new FixedAudience<>(audience, () -> new Spacelift(settings.acceptFixedAudience(audience)));
    }

    /**
     * The provider, taking runs in spaces whose id is but a name, too.
     *
     * <p>Risk: whoever gets the account's name after it was given up, and makes a stack of the same id, publishes as the
     * first did.
     *
     * @param reason why this is acceptable here
     */
    public Spacelift acceptMutableIdentity(String reason) {
        return new Spacelift(settings().acceptMutableIdentity(reason));
    }

    /**
     * A policy builder for a stack; the id of its space is still to be given as {@code ownerId}.
     *
     * @param stack the stack's id
     * @throws IllegalArgumentException if it is not of letters, digits, {@code .}, {@code _} and {@code -}
     */
    public WorkloadPolicy.Builder policy(String stack) {
        return policyFor(url("stack", Forms.checked("a stack", stack, Forms.SLUG)))
                .repositoryId(stack)
                .claim("callerType", "stack")
                .acceptAnyWorkflow()
                .acceptUnstatedEvent();
    }

    private String url(String callerType, String callerId) {
        return issuer() + "/" + callerType + "/" + callerId;
    }

    @Override
    void complete(Claims claims, WorkloadIdentity.Builder job) {
        String type = claims.required("callerType", CALLER_TYPE);
        String caller = claims.required("callerId", Forms.SLUG);
        String url = url(type, caller);
        Form space = settings().mutableIdentity() ? NAMED_SPACE : UNIQUE_SPACE;
        job.sourceRepositoryId(caller)
                .sourceRepositoryOwnerId(claims.required("spaceId", space))
                .sourceRepository(url)
                .claim("callerType", type)
                .runInvocation(url + "/run/" + claims.required("runId", Forms.WORD));
    }
}
