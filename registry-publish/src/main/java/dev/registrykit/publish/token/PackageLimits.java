package dev.registrykit.publish.token;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.log.TokenEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** How long tokens of accounts may live that publish certain packages. */
final class PackageLimits {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(3_660);

    private final UnitOfWork<? extends TokenStores> unitOfWork;
    private final InstantSource clock;

    PackageLimits(UnitOfWork<? extends TokenStores> unitOfWork, InstantSource clock) {
        this.unitOfWork = unitOfWork;
        this.clock = clock;
    }

    void limitLifetime(PackagePattern packages, Duration longest, Subject by, RequestContext context) {
        if (longest.compareTo(SHORTEST) < 0 || longest.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a package's tokens live for at least a minute, at most ten years");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        unitOfWork.run(stores -> {
            stores.tokens().limitLifetime(packages, longest, by, now);
            new TokenLog(stores, now, context.clientAddress())
                    .append(new TokenEvent.LifetimeLimited(by, only(packages), packages.toString(), longest));
            return true;
        });
    }

    boolean allowAnyLifetime(PackagePattern packages, Subject by, RequestContext context) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return unitOfWork.run(stores -> {
            boolean there = stores.tokens().allowAnyLifetime(packages);
            if (there) {
                new TokenLog(stores, now, context.clientAddress())
                        .append(new TokenEvent.LifetimeUnlimited(by, only(packages), packages.toString()));
            }
            return there;
        });
    }

    private static @Nullable PackageName only(PackagePattern packages) {
        return packages.isExact() ? PackageName.ofString(packages.toString()) : null;
    }
}
