package dev.registrykit.attest.expectation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The types of builds that are understood, and the external parameters that each of them has. */
final class BuildTypes {
    private static final String GENERATOR = "https://github.com/slsa-framework/slsa-github-generator/";
    private static final Set<String> WORKFLOW = Set.of("workflow", "inputs", "vars");

    /** npm's first provenance, which states the ref of its source in one place of two. */
    static final String NPM_FIRST = "https://github.com/npm/cli/gha@v1";

    private BuildTypes() {}

    /** Types that are public and documented: GitHub's workflows, npm's, and those of slsa-github-generator. */
    static Map<String, Set<String>> known() {
        Map<String, Set<String>> known = new LinkedHashMap<>();
        known.put("https://actions.github.io/buildtypes/workflow/v1", WORKFLOW);
        known.put("https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1", WORKFLOW);
        known.put("https://github.com/npm/cli/gha/v2", Set.of());
        known.put(NPM_FIRST, Set.of());
        known.put("https://github.com/npm/cli/gitlab/v0alpha1", Set.of());
        known.put(GENERATOR + "delegator-generic@v0", WORKFLOW);
        known.put(GENERATOR + "generic@v1", Set.of());
        known.put(GENERATOR + "container@v1", Set.of());
        known.put(GENERATOR + "go@v1", Set.of());
        known.put(
                "https://slsa.dev/container-based-build/v0.1?draft",
                Set.of("source", "builderImage", "configPath", "buildConfig"));
        return known;
    }
}
