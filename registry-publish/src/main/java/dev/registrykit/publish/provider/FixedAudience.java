package dev.registrykit.publish.provider;

import java.util.function.Supplier;

/**
 * A provider whose tokens always have the same audience, until an operator accepts that; before, it is no provider.
 *
 * @param <P> the provider
 */
public final class FixedAudience<P> {
    private final String audience;
    private final Supplier<P> accepted;

    FixedAudience(String audience, Supplier<P> accepted) {
        this.audience = audience;
        this.accepted = accepted;
    }

    /** The audience that its tokens have. */
    public String audience() {
        return audience;
    }

    /**
     * The provider, whose tokens are taken although they were not issued for this registry.
     *
     * <p>Risk: whoever else gets such a token, another registry or a cloud say, can present it here as long as it is
     * valid, and publish. Only one use of each token is possible, but the first use need not be the job's own. Bind what
     * can be bound: ids, the build configuration, the ref, the digest.
     */
    public P acceptFixedAudience() {
        return accepted.get();
    }

    @Override
    public String toString() {
        return "FixedAudience[" + audience + "]";
    }
}
