package dev.registrykit.testkit.oidc;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** How an issuer's documents go wrong. */
final class Fault {
    /** The ways; what {@link #number} means is said with each. */
    enum Kind {
        /** Answered with the status {@code number} and no content. */
        STATUS,
        /** Cut off after {@code number} characters. */
        CUT,
        /** Answered with status 302 to {@code target}. */
        REDIRECT,
        /** Not answered. */
        HANG,
        /** Sent byte by byte, with {@code number} milliseconds between two. */
        TRICKLE,
        /** Preceded by {@code number} spaces, without a length in the head. */
        HUGE,
        /** Preceded by {@code number} spaces, in the content coding gzip, which nobody has asked for. */
        GZIP
    }

    final Kind kind;
    final long number;
    final @Nullable URI target;

    private Fault(Kind kind, long number, @Nullable URI target) {
        this.kind = kind;
        this.number = number;
        this.target = target;
    }

    static Fault of(Kind kind, long number) {
        return new Fault(kind, number, null);
    }

    static Fault redirect(URI target) {
        return new Fault(Kind.REDIRECT, 0, target);
    }
}
