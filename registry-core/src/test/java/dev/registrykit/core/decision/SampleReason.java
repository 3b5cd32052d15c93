package dev.registrykit.core.decision;

/** Two reasons for tests. */
public enum SampleReason implements Reason {
    /** A refusal. */
    NO("sample-no", 403),
    /** An outage. */
    DOWN("sample-down", 503);

    private final String code;
    private final int httpStatus;

    SampleReason(String code, int httpStatus) {
        this.code = code;
        this.httpStatus = httpStatus;
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
        return "Do something else.";
    }
}
