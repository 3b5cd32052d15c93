package dev.registrykit.publish.publisher;

import dev.registrykit.core.decision.Decision;

/**
 * Asks the service behind one issuer what a repository's name stands for at this moment, so that ids are pinned when a
 * publisher is registered instead of at its first use.
 *
 * <p>An implementation asks a host that the operator configured, never one that a registration names, and is safe to
 * share between threads. Calls go over the network: make none within a transaction.
 */
public interface SourceResolver {

    /** The issuer whose repositories it knows, exactly as a policy names it. */
    String issuer();

    /**
     * The repository with this URL or name, as {@code WorkloadPolicy.repository()} has it.
     *
     * <p>Refused with {@link PublisherReason#NAME_NOT_RESOLVED} when the service says that there is none or that it is
     * not public; unavailable with {@link PublisherReason#RESOLVER_UNAVAILABLE} when it could not be asked.
     */
    Decision<ResolvedSource> resolve(String repository);

    /**
     * The text of a file on the repository's default branch, for the lint.
     *
     * <p>Refused with {@link PublisherReason#NAME_NOT_RESOLVED} when there is no such file, unavailable as above.
     *
     * @param path the path within the repository, without a leading slash
     */
    Decision<String> file(String repository, String path);
}
