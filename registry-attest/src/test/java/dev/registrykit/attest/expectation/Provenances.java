package dev.registrykit.attest.expectation;

/** Provenance of the job in {@link Jobs}, to change one thing of by replacing text. */
final class Provenances {
    static final String BUILDER = "https://github.com/actions/runner/github-hosted";

    private Provenances() {}

    /** The predicate of a build by a workflow on GitHub. */
    static String v1() {
        return "{\"buildDefinition\":{\"buildType\":\"https://actions.github.io/buildtypes/workflow/v1\","
                + "\"externalParameters\":{\"workflow\":{\"ref\":\"refs/tags/v1.2.3\",\"repository\":\""
                + Jobs.REPOSITORY
                + "\",\"path\":\".github/workflows/release.yml\"}},"
                + "\"internalParameters\":{\"github\":{\"event_name\":\"push\"}},"
                + "\"resolvedDependencies\":[{\"uri\":\"git+" + Jobs.REPOSITORY + "@refs/tags/v1.2.3\","
                + "\"digest\":{\"gitCommit\":\"" + Jobs.COMMIT + "\"}}]},"
                + "\"runDetails\":{\"builder\":{\"id\":\"" + BUILDER + "\"},"
                + "\"metadata\":{\"invocationId\":\"" + Jobs.RUN + "\"}}}";
    }

    /** The same in v0.2, as npm wrote it. */
    static String v02() {
        return "{\"buildType\":\"https://github.com/npm/cli/gha/v2\",\"builder\":{\"id\":\"" + BUILDER + "\"},"
                + "\"invocation\":{\"configSource\":{\"uri\":\"git+" + Jobs.REPOSITORY + "@refs/tags/v1.2.3\","
                + "\"digest\":{\"sha1\":\"" + Jobs.COMMIT + "\"},\"entryPoint\":\".github/workflows/release.yml\"},"
                + "\"parameters\":{},\"environment\":{\"GITHUB_EVENT_NAME\":\"push\"}},"
                + "\"metadata\":{\"buildInvocationId\":\"7-1\"},"
                + "\"materials\":[{\"uri\":\"git+" + Jobs.REPOSITORY + "@refs/tags/v1.2.3\","
                + "\"digest\":{\"sha1\":\"" + Jobs.COMMIT + "\"}}]}";
    }
}
