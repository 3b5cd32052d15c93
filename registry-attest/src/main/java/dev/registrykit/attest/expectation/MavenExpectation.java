package dev.registrykit.attest.expectation;

import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.MavenPath;
import org.jspecify.annotations.Nullable;

/**
 * Which signatures a file in a Maven repository must have: a bundle in {@code .sigstore.json}, an OpenPGP signature in
 * {@code .asc}, one of the two, or both.
 *
 * <p>Each file of a release has its own; checksums, signatures and {@code maven-metadata.xml} need none. What is there must
 * hold even where it need not be there: a signature that does not verify is never passed over for another that does.
 *
 * <pre>{@code
 * var bundle = Bundle.parse(sigstoreJson).then(b -> attest.verify(b, ArtifactDigest.of(jar), policy));
 * var accepted = MavenExpectation.bundle().check(MavenPath.parse("com/acme/widget/1.0/widget-1.0.jar"), bundle, null);
 * }</pre>
 */
public final class MavenExpectation {
    private static final String BUNDLE = ".sigstore.json";

    private final boolean needsBundle;
    private final boolean needsOpenPgp;

    private MavenExpectation(boolean needsBundle, boolean needsOpenPgp) {
        this.needsBundle = needsBundle;
        this.needsOpenPgp = needsOpenPgp;
    }

    /** Every file has a bundle; an OpenPGP signature may be there too. */
    public static MavenExpectation bundle() {
        return new MavenExpectation(true, false);
    }

    /** Every file has a bundle or an OpenPGP signature. */
    public static MavenExpectation bundleOrOpenPgp() {
        return new MavenExpectation(false, false);
    }

    /** Every file has an OpenPGP signature; a bundle may be there too. */
    public static MavenExpectation openPgp() {
        return new MavenExpectation(false, true);
    }

    /** Every file has both. */
    public static MavenExpectation bundleAndOpenPgp() {
        return new MavenExpectation(true, true);
    }

    /** Whether the file must be signed at all: whether it is one of the release itself. */
    public static boolean needsSignature(MavenPath file) {
        return file.kind() == MavenPath.Kind.ARTIFACT;
    }

    /**
     * The path of the file that the bundle at {@code signature} is for; refused with
     * {@link ExpectationReason#SIGNATURE_MISPLACED} when it is no {@code .sigstore.json} beside a file of the release. A
     * signature of a signature counts for nothing.
     */
    public static Decision<MavenPath> signedBy(MavenPath signature) {
        String concerned = signature.concerns();
        if (signature.kind() == MavenPath.Kind.SIGNATURE
                && concerned != null
                && signature.path().endsWith(BUNDLE)) {
            MavenPath file = MavenPath.parse(concerned);
            if (needsSignature(file)) {
                return Decision.allowed(file);
            }
        }
        return Decision.refused(
                ExpectationReason.SIGNATURE_MISPLACED, "No file of the release has this name without " + BUNDLE + ".");
    }

    /**
     * The file, when it has the signatures that it needs.
     *
     * <p>Refused as what is there was refused, with {@link ExpectationReason#STATEMENT_UNEXPECTED} when the bundle signs a
     * statement instead of the file, or with {@link ExpectationReason#SIGNATURE_MISSING}.
     *
     * @param bundle how the bundle beside the file was judged, or null when there is none
     * @param openPgp how the OpenPGP signature beside the file was judged, or null when there is none
     */
    public Decision<MavenPath> check(
            MavenPath file, @Nullable Decision<VerifiedAttestation> bundle, @Nullable Decision<?> openPgp) {
        Decision<MavenPath> checked = Decision.allowed(file);
        if (bundle != null) {
            checked = checked.then(
                    same -> bundle.then(MavenExpectation::checkMessage).map(verified -> file));
        }
        if (openPgp != null) {
            checked = checked.then(same -> openPgp.map(verified -> file));
        }
        return checked.then(same -> isComplete(file, bundle != null, openPgp != null)
                ? Decision.allowed(file)
                : Decision.refused(
                        ExpectationReason.SIGNATURE_MISSING,
                        "The file " + file.fileName() + " is not signed as it must be."));
    }

    private boolean isComplete(MavenPath file, boolean bundle, boolean openPgp) {
        boolean either = bundle || openPgp;
        boolean complete = either && (bundle || !needsBundle) && (openPgp || !needsOpenPgp);
        return complete || !needsSignature(file);
    }

    private static Decision<VerifiedAttestation> checkMessage(VerifiedAttestation attestation) {
        return attestation.statement() == null
                ? Decision.allowed(attestation)
                : Decision.refused(
                        ExpectationReason.STATEMENT_UNEXPECTED,
                        "The bundle signs a statement about the file instead of the file.");
    }
}
