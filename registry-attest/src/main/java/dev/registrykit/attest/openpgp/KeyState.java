package dev.registrykit.attest.openpgp;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.jspecify.annotations.Nullable;

/** A primary key or sub-key with the verified statements and revocations that its primary key made about it. */
record KeyState(PGPPublicKey key, List<Statement> statements, List<Revocation> revocations) {
    private static final int VERSION_6 = 6;

    enum Kind {
        /** The primary key about itself (0x1f). */
        DIRECT,
        /** The primary key about one of its user ids (0x10 to 0x13). */
        USER_ID,
        /** The primary key about a sub-key (0x18), which did not answer. */
        BINDING,
        /** The same, and the sub-key answered (0x19). */
        CROSS_CERTIFIED
    }

    record Statement(Kind kind, SignatureFields fields) {}

    /** Hard: whatever the key signed is worth nothing. Otherwise what it signed before stays good. */
    record Revocation(Instant created, boolean hard) {
        boolean covers(Instant signedAt) {
            return hard || !signedAt.isBefore(created);
        }

        /** Whether a certification of a user id, made at {@code certifiedAt}, is withdrawn. A later one renews it. */
        boolean withdraws(Instant certifiedAt) {
            return hard || !certifiedAt.isAfter(created);
        }
    }

    /** What the statements in force say. */
    record Terms(@Nullable Instant expires, int flags, boolean crossCertified) {
        void checkSigns() throws RefusedException {
            if (flags < 0 || (flags & KeyFlags.SIGN_DATA) == 0) {
                throw new RefusedException(
                        OpenPgpReason.KEY_NOT_FOR_SIGNING, "the key that signed has no signing flag");
            }
        }

        void checkCrossCertified() throws RefusedException {
            if (!crossCertified) {
                throw new RefusedException(
                        OpenPgpReason.SUBKEY_NOT_CROSS_CERTIFIED,
                        "the sub-key that signed did not certify its primary key");
            }
        }
    }

    /**
     * The terms of a primary key: the flags of its newest self-signature that states some, and the earlier end of the
     * newest one over the key and the newest one over a user id. The newest count even for what was signed before them,
     * because they are the owner's last word.
     */
    Terms termsAsPrimary(Instant now) throws RefusedException {
        Statement direct = newest(now, statement -> statement.kind() == Kind.DIRECT);
        Statement userId = newest(now, statement -> statement.kind() == Kind.USER_ID);
        // Version 6 puts them over the key (RFC 9580 section 10.1.1).
        if (key.getVersion() == VERSION_6 ? direct == null : direct == null && userId == null) {
            throw none(OpenPgpReason.SELF_SIGNATURE_MISSING, "the primary key has no valid self-signature in force");
        }
        Statement flagged = newest(now, statement -> statement.fields().flags() >= 0);
        return new Terms(
                earlier(end(direct), end(userId)),
                flagged == null ? -1 : flagged.fields().flags(),
                true);
    }

    /** The terms of a sub-key: those of its newest binding. */
    Terms termsAsSubKey(Instant now) throws RefusedException {
        Statement binding = newest(now, statement -> true);
        if (binding == null) {
            throw none(OpenPgpReason.SUBKEY_NOT_BOUND, "the sub-key has no valid binding in force");
        }
        return new Terms(end(binding), binding.fields().flags(), binding.kind() == Kind.CROSS_CERTIFIED);
    }

    private RefusedException none(OpenPgpReason reason, String detail) {
        boolean weakOnly =
                statements.stream().anyMatch(statement -> statement.fields().weakHash());
        return weakOnly
                ? new RefusedException(OpenPgpReason.SELF_SIGNATURE_WEAK, "the key's self-signatures use a weak hash")
                : new RefusedException(reason, detail);
    }

    private @Nullable Statement newest(Instant now, Predicate<Statement> wanted) {
        return statements.stream()
                .filter(wanted)
                .filter(statement ->
                        !statement.fields().weakHash() && statement.fields().isInForce(now))
                .max(Comparator.comparing(statement -> statement.fields().created()))
                .orElse(null);
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    private @Nullable Instant end(@Nullable Statement statement) {
        Long lifetime = statement == null ? null : statement.fields().keyLifetime();
        return lifetime == null ? null : created().plusSeconds(lifetime);
    }

    void checkRevocation(String what, Instant signedAt) throws RefusedException {
        for (Revocation revocation : revocations) {
            if (revocation.covers(signedAt)) {
                throw new RefusedException(
                        OpenPgpReason.KEY_REVOKED,
                        revocation.hard() ? "the " + what + " is revoked" : "the " + what + " was revoked before");
            }
        }
    }

    void checkTime(String what, Terms terms, Instant signedAt) throws RefusedException {
        if (signedAt.isBefore(created())) {
            throw new RefusedException(
                    OpenPgpReason.SIGNATURE_TIME, "the signature is older than the " + what + " that it is from");
        }
        Instant expires = terms.expires();
        if (expires != null && !signedAt.isBefore(expires)) {
            throw new RefusedException(OpenPgpReason.KEY_EXPIRED, "the " + what + " expired at " + expires);
        }
    }

    private Instant created() {
        return key.getCreationTime().toInstant();
    }
}
