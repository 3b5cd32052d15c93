package dev.registrykit.publish.provider;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.oidc.IdentityProvider;
import dev.registrykit.publish.oidc.VerifiedIdentity;
import java.time.Duration;

/** What all providers do with their row; a subclass adds what only its provider has. */
abstract class CiProvider implements IdentityProvider {
    private final Settings settings;

    CiProvider(Settings settings) {
        this.settings = settings;
    }

    /** Adds what is no plain claim, and refuses the jobs that must not publish. */
    abstract void complete(Claims claims, WorkloadIdentity.Builder job);

    final Settings settings() {
        return settings;
    }

    final WorkloadPolicy.Builder policyFor(String repository) {
        return WorkloadPolicy.builder(settings.issuer(), repository);
    }

    @Override
    public final String issuer() {
        return settings.issuer();
    }

    @Override
    public final String audience(String expected) {
        String fixed = settings.fixedAudience();
        return fixed == null ? expected : fixed;
    }

    @Override
    public final boolean acceptsAudienceList() {
        return settings.audienceList();
    }

    @Override
    public final boolean statesTokenId() {
        return settings.row().statesTokenId();
    }

    @Override
    public final Duration maxLifetime() {
        return settings.maxLifetime();
    }

    @Override
    public final Decision<WorkloadIdentity> workload(VerifiedIdentity identity) {
        return Claims.map(identity.claims(), claims -> {
            WorkloadIdentity.Builder job = WorkloadIdentity.builder(issuer());
            settings.row().apply(claims, job, settings.mutableIdentity());
            complete(claims, job);
            return job.build();
        });
    }

    @Override
    public final String toString() {
        return settings.row().name() + "[" + issuer() + "]";
    }
}
