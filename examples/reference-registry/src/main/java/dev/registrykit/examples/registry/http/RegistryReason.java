package dev.registrykit.examples.registry.http;

import dev.registrykit.core.decision.Reason;

/** Why this registry itself refuses a request. */
public enum RegistryReason implements Reason {
    /** The path or name is not one of the protocol's. */
    PATH_INVALID("path-invalid", 400, "Check the coordinates of the package."),
    /** There is nothing at this address. */
    NOT_FOUND("not-found", 404, "Check the name and the version."),
    /** The method is not one that this address knows. */
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "Use a client of this protocol."),
    /** A file of a release is there with other bytes. */
    FILE_EXISTS("file-exists", 409, "Publish the change under a new version."),
    /** The version was published before. */
    VERSION_EXISTS("version-exists", 409, "Publish the change under a new version."),
    /** The release takes no more files. */
    RELEASE_CLOSED("release-closed", 409, "Publish all files of a release within an hour, or a new version."),
    /** A checksum does not match the file that was stored. */
    CHECKSUM_MISMATCH("checksum-mismatch", 400, "Publish again under a new version."),
    /** A checksum or signature came before its file. */
    FILE_MISSING("file-missing", 409, "Upload the file before its checksum or signature."),
    /** The upload is larger than the registry takes. */
    TOO_LARGE("too-large", 413, "Publish a smaller file."),
    /** The body is not what the protocol says. */
    DOCUMENT_INVALID("document-invalid", 400, "Publish with a current client."),
    /** A file without a release came from a CI job before its package exists. */
    ACCOUNT_NEEDED("account-needed", 403, "Upload the files of a release first."),
    /** The page needs a signed-in account. */
    SIGN_IN_NEEDED("sign-in-needed", 401, "Sign in."),
    /** The session's sign-in is too weak or too old for this. */
    STRONGER_SIGN_IN_NEEDED("stronger-sign-in-needed", 403, "Sign in again with a passkey."),
    /** The account does not own the package. */
    NOT_AN_OWNER("not-an-owner", 403, "Ask an owner of the package."),
    /** A form was sent from elsewhere, or from a page of an old session. */
    FORM_NOT_OURS("form-not-ours", 403, "Load the page again and repeat."),
    /** A form's field is missing or malformed. */
    FORM_INVALID("form-invalid", 400, "Correct the field and send the form again."),
    /** The user name is in use. */
    NAME_TAKEN("name-taken", 409, "Choose another user name."),
    /** The database could not be reached. */
    STORE_UNAVAILABLE("store-unavailable", 503, "Try again in a moment."),
    /** The registry failed. */
    INTERNAL("internal", 500, "Try again; tell the operator if it happens again.");

    private final String code;
    private final int status;
    private final String nextStep;

    RegistryReason(String code, int status, String nextStep) {
        this.code = code;
        this.status = status;
        this.nextStep = nextStep;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int httpStatus() {
        return status;
    }

    @Override
    public String nextStep() {
        return nextStep;
    }
}
