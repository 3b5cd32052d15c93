package dev.registrykit.publish.publisher;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.Ecosystem;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.publisher.LintFinding.Level;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one registration for what people get wrong.
 *
 * <p>Look-alikes are found by the scripts of the letters (Unicode Technical Standard 39, section 5.1), which the JDK knows.
 * Names of repositories and workflow files are ASCII at the providers that are built in, so that any other letter is a
 * finding by itself, and a table of confusable letters would add nothing but megabytes.
 */
final class RegistrationLint {
    /** Characters that show nothing, or change how others are shown. */
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\p{Cf}\\p{Cc}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}\\x{115F}\\x{1160}\\x{3164}\\x{FFA0}]");

    private static final Pattern WORKFLOW_FILE = Pattern.compile("\\.github/workflows/[^/]+\\.ya?ml");
    private static final Pattern ENVIRONMENT = Pattern.compile("(?m)^[ \\t-]*[\"']?environment[\"']?[ \\t]*:");
    private static final Set<String> WIDE_REFS = Set.of("refs/*", "refs/heads/*", "refs/pull/*");
    /** Scripts that one language writes together. */
    private static final List<Set<UnicodeScript>> TOGETHER = List.of(
            EnumSet.of(UnicodeScript.LATIN, UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA),
            EnumSet.of(UnicodeScript.LATIN, UnicodeScript.HAN, UnicodeScript.BOPOMOFO),
            EnumSet.of(UnicodeScript.LATIN, UnicodeScript.HAN, UnicodeScript.HANGUL));

    private final Registration registration;
    private final WorkloadPolicy policy;
    private final @Nullable SourceResolver resolver;
    private final List<LintFinding> findings = new ArrayList<>();

    RegistrationLint(Registration registration, @Nullable SourceResolver resolver) {
        this.registration = registration;
        this.policy = registration.policy();
        this.resolver = resolver;
    }

    List<LintFinding> findings() {
        checkWorkflow();
        checkText("repository", policy.repository(), true);
        checkText("workflow", policy.workflow(), true);
        checkText("reusable workflow", policy.signerWorkflow(), true);
        checkText("environment", policy.environment(), false);
        checkText("label", registration.label(), false);
        registration.packages().forEach(this::checkWidth);
        checkRef();
        checkIdentity();
        if (resolver != null) {
            checkSource(resolver);
        }
        return List.copyOf(findings);
    }

    private void add(Level level, String code, String sentence) {
        findings.add(new LintFinding(level, code, sentence));
    }

    private void checkWorkflow() {
        String workflow = policy.workflow();
        if (workflow == null) {
            if (policy.buildConfig() == null && policy.claims().isEmpty()) {
                add(Level.WARNING, "any-workflow", "Every build configuration of the repository may publish.");
            }
        } else if (isGitHub() && !WORKFLOW_FILE.matcher(workflow).matches()) {
            add(
                    Level.ERROR,
                    "workflow-path",
                    "GitHub runs workflows from .yml files directly in .github/workflows alone; give the whole path,"
                            + " such as .github/workflows/publish.yml.");
        }
    }

    /** The issuers of GitHub.com, of its enterprises and of GitHub Enterprise Server, as GitHub's documentation has them. */
    private boolean isGitHub() {
        String issuer = policy.issuer();
        return issuer.startsWith("https://token.actions.") || issuer.endsWith("/_services/token");
    }

    private void checkText(String what, @Nullable String text, boolean ascii) {
        if (text == null) {
            return;
        }
        if (INVISIBLE.matcher(text).find()) {
            add(Level.ERROR, "invisible-character", "The " + what + " holds a character that cannot be seen.");
        } else if (isMixed(text)) {
            add(
                    Level.ERROR,
                    "mixed-scripts",
                    "The " + what + " mixes letters of several scripts, so that it may look like another one.");
        } else if (ascii && text.chars().anyMatch(c -> c > 126)) {
            add(Level.ERROR, "not-ascii", "The " + what + " holds letters that such names do not have.");
        }
    }

    private static boolean isMixed(String text) {
        Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
        text.codePoints().mapToObj(UnicodeScript::of).forEach(scripts::add);
        scripts.removeAll(EnumSet.of(UnicodeScript.COMMON, UnicodeScript.INHERITED));
        return scripts.size() > 1 && TOGETHER.stream().noneMatch(together -> together.containsAll(scripts));
    }

    private void checkWidth(PackagePattern pattern) {
        if (pattern.isExact()) {
            return;
        }
        String text = pattern.toString();
        String place = text.substring(text.indexOf(':') + 1);
        if (place.equals("**")) {
            add(Level.WARNING, "wide-packages", "The publisher is for every package of this ecosystem.");
        } else if (pattern.ecosystem() == Ecosystem.MAVEN
                && place.replaceAll("(\\.\\*\\*|:\\*)$", "").indexOf('.') < 0) {
            add(
                    Level.WARNING,
                    "wide-packages",
                    "The pattern " + text + " is a top-level namespace, which nobody owns alone.");
        }
    }

    private void checkRef() {
        String ref = policy.ref();
        if (ref != null && WIDE_REFS.contains(ref)) {
            add(Level.WARNING, "wide-ref", "The pattern " + ref + " lets whoever can push a branch publish.");
        }
        if (!policy.acceptedEvents().isEmpty()) {
            add(
                    Level.WARNING,
                    "dangerous-event",
                    "Jobs that outsiders can start may publish: "
                            + String.join(
                                    ", ",
                                    policy.acceptedEvents().stream().sorted().toList()) + ".");
        }
    }

    private void checkIdentity() {
        if (policy.mutableIdentityReason() != null) {
            add(
                    Level.WARNING,
                    "mutable-identity",
                    "Whoever gets the name later may publish, because no immutable id is compared.");
        } else if (policy.repositoryId() == null) {
            add(Level.NOTE, "pinned-later", "The first job that matches by name decides which repository it is.");
        }
    }

    private void checkSource(SourceResolver asked) {
        Decision<ResolvedSource> resolved = asked.resolve(policy.repository());
        boolean found = resolved.fold(
                source -> {
                    compare(source);
                    return true;
                },
                refusal -> {
                    add(Level.WARNING, "name-not-resolved", refusal.detail());
                    return false;
                },
                outage -> {
                    add(Level.NOTE, "name-not-checked", outage.detail());
                    return false;
                });
        String workflow = policy.workflow();
        if (found && workflow != null) {
            asked.file(policy.repository(), workflow)
                    .fold(
                            text -> {
                                checkEnvironment(text);
                                return true;
                            },
                            refusal -> {
                                add(
                                        Level.WARNING,
                                        "workflow-not-found",
                                        "The default branch has no file " + workflow + ".");
                                return false;
                            },
                            outage -> false);
        }
    }

    private void compare(ResolvedSource source) {
        String id = policy.repositoryId();
        String owner = policy.ownerId();
        if (id != null && !id.equals(source.repositoryId())) {
            add(Level.ERROR, "other-repository-id", "The repository of this name has another id than registered.");
        }
        if (owner != null && source.ownerId() != null && !owner.equals(source.ownerId())) {
            add(Level.ERROR, "other-owner-id", "The repository of this name has an owner with another id.");
        }
        if (!source.repository()
                .toLowerCase(Locale.ROOT)
                .equals(policy.repository().toLowerCase(Locale.ROOT))) {
            add(Level.WARNING, "renamed", "The repository is called " + source.repository() + " by now.");
        }
    }

    private void checkEnvironment(String workflowText) {
        if (policy.environment() == null
                && policy.environmentPattern() == null
                && ENVIRONMENT.matcher(workflowText).find()) {
            add(
                    Level.WARNING,
                    "environment-missing",
                    "The workflow uses a deployment environment; name it, so that jobs outside of it cannot publish.");
        }
    }
}
