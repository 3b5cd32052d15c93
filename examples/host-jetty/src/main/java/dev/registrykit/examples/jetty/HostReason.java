package dev.registrykit.examples.jetty;

import dev.registrykit.core.decision.Reason;

/** Why this host itself refuses an upload. */
enum HostReason implements Reason {
    /** A file of a release is never replaced. */
    FILE_EXISTS("file-exists", 409, "Publish the change under a new version."),
    /** The body is longer than this host stores. */
    TOO_LARGE("too-large", 413, "Publish a smaller file.");

    private final String code;
    private final int httpStatus;
    private final String nextStep;

    HostReason(String code, int httpStatus, String nextStep) {
        this.code = code;
        this.httpStatus = httpStatus;
        this.nextStep = nextStep;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int httpStatus() {
        return httpStatus;
    }

    @Override
    public String nextStep() {
        return nextStep;
    }
}
