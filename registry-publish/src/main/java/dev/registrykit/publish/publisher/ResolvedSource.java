package dev.registrykit.publish.publisher;

import org.jspecify.annotations.Nullable;

/** What a repository's name stood for when a {@link SourceResolver} asked. */
public final class ResolvedSource {
    private final String repositoryId;
    private final @Nullable String ownerId;
    private final String repository;
    private final @Nullable String visibility;

    private ResolvedSource(Builder builder) {
        this.repositoryId = builder.repositoryId;
        this.ownerId = builder.ownerId;
        this.repository = builder.repository;
        this.visibility = builder.visibility;
    }

    /**
     * A builder for a repository.
     *
     * @param repositoryId its immutable id, as identity tokens state it
     * @param repository its URL or name as the service spells it now, in the form of {@code WorkloadPolicy.repository()};
     *     another one than was asked for when the repository was renamed
     */
    public static Builder builder(String repositoryId, String repository) {
        return new Builder(repositoryId, repository);
    }

    /** The repository's immutable id. */
    public String repositoryId() {
        return repositoryId;
    }

    /** The immutable id of its owner, or null when the issuer states none. */
    public @Nullable String ownerId() {
        return ownerId;
    }

    /** The repository as the service spells it now. */
    public String repository() {
        return repository;
    }

    /** Who may read it, in the issuer's word such as {@code public}, or null when it is not known. */
    public @Nullable String visibility() {
        return visibility;
    }

    @Override
    public String toString() {
        return "ResolvedSource[" + repository + " " + repositoryId + " of " + ownerId + "]";
    }

    /** Collects what a service answered. */
    public static final class Builder {
        private final String repositoryId;
        private final String repository;
        private @Nullable String ownerId;
        private @Nullable String visibility;

        private Builder(String repositoryId, String repository) {
            this.repositoryId = repositoryId;
            this.repository = repository;
        }

        /** The immutable id of the owner. */
        public Builder ownerId(@Nullable String id) {
            this.ownerId = id;
            return this;
        }

        /** Who may read it. */
        public Builder visibility(@Nullable String word) {
            this.visibility = word;
            return this;
        }

        /** The repository. */
        public ResolvedSource build() {
            return new ResolvedSource(this);
        }
    }
}
