package dev.registrykit.attest.continuity;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where releases will come from, as a package's owners announce it. */
public final class AnnouncedChange {
    private final SignerKind kind;
    private final @Nullable String issuer;
    private final @Nullable String source;

    private AnnouncedChange(SignerKind kind, @Nullable String issuer, @Nullable String source) {
        this.kind = kind;
        this.issuer = issuer;
        this.source = source;
    }

    /** Releases will come without provenance. */
    public static AnnouncedChange withoutProvenance() {
        return new AnnouncedChange(SignerKind.NONE, null, null);
    }

    /**
     * CI jobs of this source repository will sign, whoever owns it and whatever builds: also the announcement of another
     * builder or of a transfer of the established repository.
     *
     * @param issuer exactly as it is in the certificates
     * @param source the repository's immutable id, or its name where the issuer states no id
     * @throws IllegalArgumentException if one of them is blank or longer than 500 characters
     */
    public static AnnouncedChange workload(String issuer, String source) {
        if (issuer.isBlank()
                || source.isBlank()
                || Math.max(issuer.length(), source.length()) > Provenance.MAX_LENGTH) {
            throw new IllegalArgumentException("an issuer and a source have 1 to 500 characters");
        }
        return new AnnouncedChange(SignerKind.WORKLOAD, issuer, source);
    }

    /**
     * Signers of this kind will sign; who of them may is for the registry's other rules.
     *
     * @throws IllegalArgumentException for {@link SignerKind#WORKLOAD} and {@link SignerKind#NONE}, which have factories of
     *     their own
     */
    public static AnnouncedChange signedBy(SignerKind kind) {
        if (kind == SignerKind.WORKLOAD || kind == SignerKind.NONE) {
            throw new IllegalArgumentException("announce a source, or that there is no provenance");
        }
        return new AnnouncedChange(kind, null, null);
    }

    /** As a store kept it. */
    public static AnnouncedChange restored(SignerKind kind, @Nullable String issuer, @Nullable String source) {
        return new AnnouncedChange(kind, issuer, source);
    }

    /** Whether {@code provenance} is what was announced. */
    boolean covers(Provenance provenance) {
        if (kind != provenance.kind()) {
            return false;
        }
        return kind != SignerKind.WORKLOAD
                || (Objects.equals(issuer, provenance.signer())
                        && Objects.equals(source, Comparison.source(provenance)));
    }

    /** What kind of signer will sign. */
    public SignerKind kind() {
        return kind;
    }

    /** The issuer that will vouch for the CI jobs, or null when no jobs will sign. */
    public @Nullable String issuer() {
        return issuer;
    }

    /** The source repository's id or name, or null when no jobs will sign. */
    public @Nullable String source() {
        return source;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AnnouncedChange that
                && kind == that.kind
                && Objects.equals(issuer, that.issuer)
                && Objects.equals(source, that.source);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, issuer, source);
    }

    /** For people. */
    @Override
    public String toString() {
        return kind == SignerKind.WORKLOAD ? "workload of " + source + " at " + issuer : kind.word();
    }
}
