package dev.registrykit.testkit.attack;

import static dev.registrykit.testkit.attack.Scene.assertGranted;
import static dev.registrykit.testkit.attack.Scene.assertRefused;

import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.testkit.oidc.GitHubJob;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Publishers with constraints on event, ref and environment, and jobs that nearly meet them. */
final class ConstraintScenes {
    private static final String TAG = "refs/tags/v1.0.0";

    private ConstraintScenes() {}

    static List<ExchangeAttack> all() {
        List<ExchangeAttack> attacks = new ArrayList<>();
        addEvents(attacks);
        addRefs(attacks);
        addVersionTags(attacks);
        addEnvironments(attacks);
        addPatterns(attacks);
        return attacks;
    }

    private static void addEvents(List<ExchangeAttack> attacks) {
        String refused = "event-refused";
        for (String event : List.of(
                "pull_request_target",
                "workflow_run",
                "issue_comment",
                "pull_request",
                "pull_request_review",
                "pull_request_review_comment")) {
            near(
                    attacks,
                    AttackCase.EVENT,
                    "started by " + event,
                    policy -> policy,
                    job -> job,
                    job -> job.event(event),
                    refused);
        }
        near(
                attacks,
                AttackCase.EVENT,
                "started by another event than the listed one",
                policy -> policy.event("release"),
                job -> job.event("release"),
                job -> job.event("push"),
                refused);
        near(
                attacks,
                AttackCase.EVENT,
                "started by the listed event in another case",
                policy -> policy.event("release"),
                job -> job.event("release"),
                job -> job.event("Release"),
                refused);
    }

    private static void addRefs(List<ExchangeAttack> attacks) {
        UnaryOperator<WorkloadPolicy.Builder> tag = policy -> policy.ref(TAG);
        UnaryOperator<GitHubJob> tagged = job -> job.ref(TAG);
        for (String ref : List.of(
                "refs/heads/v1.0.0",
                "refs/heads/refs/tags/v1.0.0",
                "refs/tags/V1.0.0",
                "refs/tags/v1.0.0-evil",
                "refs/tags/v1.0",
                "v1.0.0",
                "refs/pull/1/merge")) {
            near(
                    attacks,
                    AttackCase.REF,
                    "for the tag v1.0.0 runs at " + ref,
                    tag,
                    tagged,
                    job -> job.ref(ref),
                    "ref-mismatch",
                    "claim-malformed");
        }
        near(
                attacks,
                AttackCase.REF,
                "for a tag states no ref",
                tag,
                tagged,
                job -> job.ref(TAG).without("ref"),
                "not-provable",
                "workflow-mismatch");
        UnaryOperator<WorkloadPolicy.Builder> isProtected = WorkloadPolicy.Builder::protectedRef;
        UnaryOperator<GitHubJob> onProtected = job -> job.claim("ref_protected", "true");
        near(
                attacks,
                AttackCase.REF,
                "for protected refs runs at another",
                isProtected,
                onProtected,
                job -> job,
                "ref-not-protected");
        near(
                attacks,
                AttackCase.REF,
                "for protected refs says so by a boolean",
                isProtected,
                onProtected,
                job -> job.claim("ref_protected", true),
                "claim-malformed");
        near(
                attacks,
                AttackCase.REF,
                "for protected refs says 'True'",
                isProtected,
                onProtected,
                job -> job.claim("ref_protected", "True"),
                "claim-malformed");
        near(
                attacks,
                AttackCase.REF,
                "for protected refs does not say",
                isProtected,
                onProtected,
                job -> job.without("ref_protected"),
                "not-provable",
                "ref-not-protected");
    }

    private static void addVersionTags(List<ExchangeAttack> attacks) {
        UnaryOperator<WorkloadPolicy.Builder> bound = policy -> policy.versionTag("v{version}");
        for (String ref : List.of(
                "refs/heads/v1.0.0", "refs/tags/1.0.0", "refs/tags/v", "refs/tags/xv1.0.0", "refs/heads/main")) {
            near(
                    attacks,
                    AttackCase.REF,
                    "for version tags runs at " + ref,
                    bound,
                    job -> job.ref(TAG),
                    job -> job.ref(ref),
                    "tag-mismatch",
                    "ref-mismatch");
        }
        attacks.add(ExchangeAttack.of(AttackCase.REF, "a job of one version's tag publishes another version", scene -> {
            scene.register(bound.apply(scene.policyOf(scene.job())).build());
            String token = Scene.granted(scene.exchange(scene.job().ref(TAG)));
            assertRefused(scene.publish(token, "1.0.1"), "version-not-in-scope");
            assertRefused(scene.publish(token, "1.0.0-evil"), "version-not-in-scope");
            assertGranted(scene.publish(token, "1.0.0"));
        }));
    }

    private static void addEnvironments(List<ExchangeAttack> attacks) {
        UnaryOperator<WorkloadPolicy.Builder> production = policy -> policy.environment("production");
        UnaryOperator<GitHubJob> in = job -> job.environment("production");
        String mismatch = "environment-mismatch";
        near(
                attacks,
                AttackCase.ENVIRONMENT,
                "for an environment runs in none",
                production,
                in,
                job -> job,
                mismatch,
                "not-provable");
        near(
                attacks,
                AttackCase.ENVIRONMENT,
                "for an environment states an empty one",
                production,
                in,
                job -> job.claim("environment", ""),
                mismatch,
                "not-provable",
                "claim-malformed");
        near(
                attacks,
                AttackCase.ENVIRONMENT,
                "for an environment states a null one",
                production,
                in,
                job -> job.claim("environment", null),
                mismatch,
                "not-provable",
                "claim-malformed");
        near(
                attacks,
                AttackCase.ENVIRONMENT,
                "for an environment states a list",
                production,
                in,
                job -> job.claim("environment", List.of("production")),
                "claim-malformed");
        for (String other : List.of(
                "staging",
                "production ",
                " production",
                "production\u200b",
                "pr\u043eduction",
                "produc*",
                "*",
                "production/x",
                "prod.*")) {
            near(
                    attacks,
                    AttackCase.ENVIRONMENT,
                    "for 'production' runs in '" + printable(other) + "'",
                    production,
                    in,
                    job -> job.environment(other),
                    mismatch,
                    "claim-malformed");
        }
        near(
                attacks,
                AttackCase.ENVIRONMENT,
                "for 'PUBLISHING' runs in a dotless i's",
                policy -> policy.environment("PUBLISHING"),
                job -> job.environment("publishing"),
                job -> job.environment("publ\u0131sh\u0131ng"),
                mismatch);
        near(
                attacks,
                AttackCase.CLAIM_TYPE,
                "for a composed name runs in the decomposed one",
                policy -> policy.environment("caf\u00e9"),
                job -> job.environment("caf\u00e9"),
                job -> job.environment("cafe\u0301"),
                mismatch);
        near(
                attacks,
                AttackCase.CLAIM_TYPE,
                "for 'KIOSK' runs in one with a Kelvin sign",
                policy -> policy.environment("KIOSK"),
                job -> job.environment("kiosk"),
                job -> job.environment("\u212aIOSK"),
                mismatch);
    }

    private static void addPatterns(List<ExchangeAttack> attacks) {
        UnaryOperator<WorkloadPolicy.Builder> release = policy -> policy.environmentPattern("release/*");
        UnaryOperator<GitHubJob> in = job -> job.environment("release/eu");
        for (String other : List.of(
                "release",
                "release/",
                "release/eu/evil",
                "evil/release/eu",
                "releases/eu",
                "xrelease/eu",
                "/release/eu")) {
            near(
                    attacks,
                    AttackCase.ENVIRONMENT,
                    "for 'release/*' runs in '" + other + "'",
                    release,
                    in,
                    job -> job.environment(other),
                    "environment-mismatch");
        }
        attacks.add(ExchangeAttack.of(
                AttackCase.ENVIRONMENT, "a general publisher takes the job of one with an environment", scene -> {
                    var other = scene.target().newPackage();
                    scene.target()
                            .register(PublisherSetup.builder(
                                            scene.policyOf(scene.job()).build())
                                    .packages(other)
                                    .build());
                    scene.register(scene.policyOf(scene.job())
                            .environment("production")
                            .build());
                    String special = Scene.granted(scene.exchange(scene.job().environment("production")));
                    assertRefused(
                            scene.target().use(special, TokenUse.publish(other, "1.0.0")), "package-not-in-scope");
                    assertGranted(scene.publish(special));
                    String general = Scene.granted(scene.exchange(scene.job().environment("staging")));
                    assertRefused(scene.publish(general), "package-not-in-scope");
                    assertGranted(scene.target().use(general, TokenUse.publish(other, "1.0.0")));
                }));
    }

    /** A job that meets the policy is granted; the one that nearly does is refused. */
    private static void near(
            List<ExchangeAttack> attacks,
            AttackCase attackCase,
            String name,
            UnaryOperator<WorkloadPolicy.Builder> policy,
            UnaryOperator<GitHubJob> honest,
            UnaryOperator<GitHubJob> attacker,
            String... reasons) {
        attacks.add(ExchangeAttack.of(attackCase, "a job " + name, scene -> {
            scene.register(policy.apply(scene.policyOf(scene.job())).build());
            assertGranted(scene.exchange(honest.apply(scene.job())));
            assertRefused(scene.exchange(attacker.apply(scene.job())), reasons);
        }));
    }

    private static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(one -> {
            if (one > 0x20 - 1 && one < 0x7f) {
                shown.appendCodePoint(one);
            } else {
                shown.append(String.format("\\u%04x", one));
            }
        });
        return shown.toString();
    }
}
