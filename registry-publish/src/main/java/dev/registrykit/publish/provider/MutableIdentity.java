package dev.registrykit.publish.provider;

import java.util.function.Function;

/**
 * A provider whose tokens name jobs by names alone, until an operator accepts that; before, it is no provider.
 *
 * @param <P> the provider
 */
public final class MutableIdentity<P> {
    private final String issuer;
    private final Function<String, P> accepted;

    MutableIdentity(String issuer, Function<String, P> accepted) {
        this.issuer = issuer;
        this.accepted = accepted;
    }

    /**
     * The provider, whose jobs are known by names that can be given to others.
     *
     * <p>Risk: whoever makes a job of the same name anew, after the first was renamed or deleted, publishes as the first
     * did; nobody can tell the two apart.
     *
     * @param reason why this is acceptable here; each policy of the provider keeps it
     * @throws IllegalArgumentException if the reason is blank
     */
    public P acceptMutableIdentity(String reason) {
        return accepted.apply(reason);
    }

    @Override
    public String toString() {
        return "MutableIdentity[" + issuer + "]";
    }
}
