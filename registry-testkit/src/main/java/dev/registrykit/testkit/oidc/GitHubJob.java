package dev.registrykit.testkit.oidc;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One job of a GitHub Actions workflow, from which the claims of its identity token follow.
 *
 * <p>The claims are those of GitHub's documentation ("OpenID Connect reference", the example token): ids are strings of
 * digits, {@code ref_protected} is a string, {@code workflow_ref} and {@code job_workflow_ref} follow from repository,
 * workflow and ref. By default a push to {@code main} runs {@code .github/workflows/publish.yml} on a machine of
 * GitHub's, and ids follow from the names, so that two repositories have two ids. {@link #claim} and {@link #without}
 * change single claims of the token last, whatever they are derived from. Values are immutable.
 */
public final class GitHubJob implements CiJob {
    private static final long NOT_BEFORE_SECONDS = 600;
    private static final long LIFETIME_SECONDS = 300;

    private final String repository;
    private final String repositoryId;
    private final String ownerId;
    private final String workflow;
    private final @Nullable String reusableWorkflow;
    private final String ref;
    private final String event;
    private final @Nullable String environment;
    private final String runId;
    private final boolean immutableSubject;
    private final Map<String, @Nullable Object> overrides;
    private final Set<String> removed;

    private GitHubJob(Draft draft) {
        this.repository = draft.repository;
        this.repositoryId = draft.repositoryId;
        this.ownerId = draft.ownerId;
        this.workflow = draft.workflow;
        this.reusableWorkflow = draft.reusableWorkflow;
        this.ref = draft.ref;
        this.event = draft.event;
        this.environment = draft.environment;
        this.runId = draft.runId;
        this.immutableSubject = draft.immutableSubject;
        this.overrides = Collections.unmodifiableMap(draft.overrides);
        this.removed = Collections.unmodifiableSet(draft.removed);
    }

    /**
     * A job of the repository {@code owner/name}.
     *
     * @throws IllegalArgumentException if it is not of that form
     */
    public static GitHubJob of(String repository) {
        if (!repository.matches("[^/]+/[^/]+")) {
            throw new IllegalArgumentException("a repository is owner/name");
        }
        return new GitHubJob(new Draft(repository));
    }

    /** The same job in a repository with these immutable ids: a repository that was made anew, or transferred. */
    public GitHubJob ids(String newRepositoryId, String newOwnerId) {
        Draft draft = new Draft(this);
        draft.repositoryId = newRepositoryId;
        draft.ownerId = newOwnerId;
        return new GitHubJob(draft);
    }

    /** The same job in another workflow file, for example {@code .github/workflows/release.yml}. */
    public GitHubJob workflow(String path) {
        Draft draft = new Draft(this);
        draft.workflow = path;
        return new GitHubJob(draft);
    }

    /** The same job with its steps defined by a reusable workflow: {@code owner/name/path@ref}. */
    public GitHubJob reusableWorkflow(String workflowRef) {
        Draft draft = new Draft(this);
        draft.reusableWorkflow = workflowRef;
        return new GitHubJob(draft);
    }

    /** The same job for another full ref, for example {@code refs/tags/v1.0.0}. */
    public GitHubJob ref(String fullRef) {
        Draft draft = new Draft(this);
        draft.ref = fullRef;
        return new GitHubJob(draft);
    }

    /** The same job started by another event, for example {@code workflow_dispatch}. */
    public GitHubJob event(String name) {
        Draft draft = new Draft(this);
        draft.event = name;
        return new GitHubJob(draft);
    }

    /** The same job in a deployment environment. */
    public GitHubJob environment(String name) {
        Draft draft = new Draft(this);
        draft.environment = name;
        return new GitHubJob(draft);
    }

    /** The same job of another run, by its number. */
    public GitHubJob run(long id) {
        Draft draft = new Draft(this);
        draft.runId = Long.toString(id);
        return new GitHubJob(draft);
    }

    /** The same job in a repository whose {@code sub} carries ids: {@code repo:owner@id/name@id:...}. */
    public GitHubJob immutableSubject() {
        Draft draft = new Draft(this);
        draft.immutableSubject = true;
        return new GitHubJob(draft);
    }

    /** {@inheritDoc} No other claim follows the change. */
    @Override
    public GitHubJob claim(String name, @Nullable Object value) {
        Draft draft = new Draft(this);
        draft.removed.remove(name);
        draft.overrides.put(name, value);
        return new GitHubJob(draft);
    }

    @Override
    public GitHubJob without(String name) {
        Draft draft = new Draft(this);
        draft.overrides.remove(name);
        draft.removed.add(name);
        return new GitHubJob(draft);
    }

    /** {@code owner/name}. */
    public String repository() {
        return repository;
    }

    /** The repository's immutable id, as {@code repository_id} says it. */
    public String repositoryId() {
        return repositoryId;
    }

    /** The owner's immutable id, as {@code repository_owner_id} says it. */
    public String ownerId() {
        return ownerId;
    }

    /** The path of the workflow file within the repository. */
    public String workflow() {
        return workflow;
    }

    /** The full ref. */
    public String ref() {
        return ref;
    }

    /** The event that started the run. */
    public String event() {
        return event;
    }

    /** The run's number. */
    public String runId() {
        return runId;
    }

    /** The commit: derived from repository and ref, 40 hexadecimal digits. */
    public String sha() {
        return (numberOf(repository + ref) + "0".repeat(40)).substring(0, 40);
    }

    /** {@code owner} of {@code owner/name}. */
    public String owner() {
        return repository.substring(0, repository.indexOf('/'));
    }

    /** {@code ""}, as at github.com; enterprises have theirs: {@link IdentityProviderServer#path}. */
    @Override
    public String issuerPath() {
        return "";
    }

    @Override
    public String keysPath() {
        return "/.well-known/jwks";
    }

    /** The owner's address: {@code https://github.com/<owner>}. */
    @Override
    public String defaultAudience(String issuer) {
        return "https://github.com/" + owner();
    }

    /** The run's own variables; those with which the job asks for tokens are in {@link GitHubRun#environment}. */
    @Override
    public Map<String, String> variables(String issuer) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("CI", "true");
        variables.put("GITHUB_ACTIONS", "true");
        variables.put("GITHUB_SERVER_URL", "https://github.com");
        variables.put("GITHUB_REPOSITORY", repository);
        variables.put("GITHUB_REPOSITORY_ID", repositoryId);
        variables.put("GITHUB_REPOSITORY_OWNER", owner());
        variables.put("GITHUB_REPOSITORY_OWNER_ID", ownerId);
        variables.put("GITHUB_REF", ref);
        variables.put("GITHUB_SHA", sha());
        variables.put("GITHUB_EVENT_NAME", event);
        variables.put("GITHUB_WORKFLOW_REF", repository + "/" + workflow + "@" + ref);
        variables.put("GITHUB_RUN_ID", runId);
        variables.put("GITHUB_RUN_ATTEMPT", "1");
        variables.put("RUNNER_ENVIRONMENT", "github-hosted");
        return variables;
    }

    /** All claims of a token that is issued now and lives for five minutes, with a random {@code jti}. */
    @Override
    public Map<String, @Nullable Object> claims(String issuer, String audience, Instant now) {
        Map<String, @Nullable Object> claims = new LinkedHashMap<>();
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("sub", subject());
        claims.put("aud", audience);
        addSource(claims);
        addRun(claims);
        claims.put("iss", issuer);
        claims.put("nbf", now.getEpochSecond() - NOT_BEFORE_SECONDS);
        claims.put("exp", now.getEpochSecond() + LIFETIME_SECONDS);
        claims.put("iat", now.getEpochSecond());
        claims.putAll(overrides);
        removed.forEach(claims::remove);
        return claims;
    }

    private void addSource(Map<String, @Nullable Object> claims) {
        String workflowRef = repository + "/" + workflow + "@" + ref;
        claims.put("ref", ref);
        claims.put("sha", sha());
        claims.put("repository", repository);
        claims.put("repository_owner", owner());
        claims.put("repository_owner_id", ownerId);
        claims.put("repository_visibility", "public");
        claims.put("repository_id", repositoryId);
        claims.put("workflow", "Publish");
        claims.put("workflow_ref", workflowRef);
        claims.put("workflow_sha", sha());
        claims.put("job_workflow_ref", reusableWorkflow == null ? workflowRef : reusableWorkflow);
        claims.put("job_workflow_sha", sha());
        claims.put("ref_protected", "false");
        claims.put("ref_type", ref.startsWith("refs/tags/") ? "tag" : "branch");
    }

    private void addRun(Map<String, @Nullable Object> claims) {
        claims.put("run_id", runId);
        claims.put("run_number", "7");
        claims.put("run_attempt", "1");
        claims.put("actor_id", numberOf("actor of " + repository));
        claims.put("actor", owner());
        claims.put("head_ref", event.equals("pull_request") ? "feature" : "");
        claims.put("base_ref", event.equals("pull_request") ? "main" : "");
        claims.put("event_name", event);
        claims.put("runner_environment", "github-hosted");
        claims.put("check_run_id", numberOf("check of " + runId));
        if (environment != null) {
            byte[] node = ("Environment" + numberOf(environment)).getBytes(StandardCharsets.UTF_8);
            claims.put("environment", environment);
            claims.put(
                    "environment_node_id",
                    Base64.getUrlEncoder().withoutPadding().encodeToString(node));
        }
    }

    private String subject() {
        String name = repository.substring(repository.indexOf('/') + 1);
        String source = immutableSubject
                ? "repo:" + owner() + "@" + ownerId + "/" + name + "@" + repositoryId
                : "repo:" + repository;
        if (environment != null) {
            return source + ":environment:" + environment.replace(":", "%3A");
        }
        return source + (event.equals("pull_request") ? ":pull_request" : ":ref:" + ref);
    }

    private static String numberOf(String text) {
        return FakeIds.number(text);
    }

    @Override
    public String toString() {
        return "GitHubJob[" + repository + " " + workflow + " " + ref + " " + event + "]";
    }

    /** A job's parts while one of them is changed. */
    private static final class Draft {
        private final String repository;
        private String repositoryId;
        private String ownerId;
        private String workflow = ".github/workflows/publish.yml";
        private @Nullable String reusableWorkflow;
        private String ref = "refs/heads/main";
        private String event = "push";
        private @Nullable String environment;
        private String runId = "1618421022";
        private boolean immutableSubject;
        private final Map<String, @Nullable Object> overrides = new LinkedHashMap<>();
        private final Set<String> removed = new LinkedHashSet<>();

        private Draft(String repository) {
            this.repository = repository;
            this.repositoryId = numberOf(repository);
            this.ownerId = numberOf(repository.substring(0, repository.indexOf('/')));
        }

        private Draft(GitHubJob job) {
            this.repository = job.repository;
            this.repositoryId = job.repositoryId;
            this.ownerId = job.ownerId;
            this.workflow = job.workflow;
            this.reusableWorkflow = job.reusableWorkflow;
            this.ref = job.ref;
            this.event = job.event;
            this.environment = job.environment;
            this.runId = job.runId;
            this.immutableSubject = job.immutableSubject;
            this.overrides.putAll(job.overrides);
            this.removed.addAll(job.removed);
        }
    }
}
