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
}
