package dev.registrykit.publish.token;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.AddressRange;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a token and all its restrictions leave together. */
final class TokenScope {
    private final ApiToken token;
    private final List<Restriction> restrictions;

    TokenScope(ApiToken token, List<Restriction> restrictions) {
        this.token = token;
        this.restrictions = restrictions;
    }

    /** Whether it is known what each restriction says. */
    boolean isUnderstood() {
        return all(Restriction::isUnderstood);
    }

    /** The latest of all times before which the token does not count, or null. */
    @Nullable Instant notBefore() {
        Instant latest = token.notBefore();
        for (Restriction one : restrictions) {
            Instant other = one.notBefore();
            latest = latest == null || (other != null && other.isAfter(latest)) ? other : latest;
        }
        return latest;
    }

    /** The earliest of all ends, or null. */
    @Nullable Instant expiresAt() {
        Instant earliest = token.expiresAt();
        for (Restriction one : restrictions) {
            Instant other = one.expiresAt();
            earliest = earliest == null || (other != null && other.isBefore(earliest)) ? other : earliest;
        }
        return earliest;
    }

    boolean allowsAddress(String address) {
        return allows(token.addresses(), address) && all(one -> allows(one.addresses(), address));
    }

    private static boolean allows(Collection<AddressRange> ranges, String address) {
        return ranges.isEmpty() || ranges.stream().anyMatch(range -> range.contains(address));
    }

    /** Most tokens have no restriction, and every request asks for each dimension. */
    private boolean all(Predicate<Restriction> holds) {
        for (Restriction one : restrictions) {
            if (!holds.test(one)) {
                return false;
            }
        }
        return true;
    }

    boolean allows(Action action) {
        return token.unorderedActions().contains(action) && leaves(action);
    }

    /** Whether no restriction takes the action away, be it the token's or not. */
    boolean leaves(Action action) {
        return all(one -> one.actions().isEmpty() || one.actions().contains(action));
    }

    boolean covers(PackageName name) {
        return token.covers(name)
                && all(one ->
                        one.packages().isEmpty() || one.packages().stream().anyMatch(pattern -> pattern.covers(name)));
    }

    Set<Action> actions() {
        if (restrictions.isEmpty()) {
            return token.unorderedActions();
        }
        Set<Action> left = new LinkedHashSet<>(token.actions());
        left.removeIf(action -> !leaves(action));
        return left;
    }

    List<PackagePattern> packages() {
        List<PackagePattern> left = token.packages();
        for (Restriction one : restrictions) {
            if (!one.packages().isEmpty()) {
                left = intersection(left, one.packages());
            }
        }
        return left;
    }

    /** Of two patterns one is within the other, or they have nothing in common. */
    private static List<PackagePattern> intersection(List<PackagePattern> some, Collection<PackagePattern> others) {
        Set<PackagePattern> both = new LinkedHashSet<>();
        for (PackagePattern one : some) {
            for (PackagePattern other : others) {
                if (one.isWithin(other)) {
                    both.add(one);
                } else if (other.isWithin(one)) {
                    both.add(other);
                }
            }
        }
        return List.copyOf(both);
    }

    boolean isBound() {
        return token.version() != null
                || token.isSingleUse()
                || !token.digests().isEmpty()
                || isRestrictedToRelease();
    }

    /** Whether a restriction binds the token to a version or to files, which bind publishing and reading alone. */
    boolean isRestrictedToRelease() {
        return !all(one -> one.version() == null && one.sha256().isEmpty());
    }

    /** The version that is allowed instead of this one, or null when it is allowed itself. */
    @Nullable String otherThan(String version) {
        String own = token.version();
        if (own != null && !own.equals(version)) {
            return own;
        }
        for (Restriction one : restrictions) {
            String only = one.version();
            if (only != null && !only.equals(version)) {
                return only;
            }
        }
        return null;
    }

    boolean hasDigests() {
        return !token.digests().isEmpty() || !all(one -> one.sha256().isEmpty());
    }

    boolean allowsDigest(String sha256) {
        return (token.digests().isEmpty() || token.digests().contains(sha256))
                && all(one -> one.sha256().isEmpty() || one.sha256().contains(sha256));
    }

    /** All that narrows the token besides its actions, packages and end, as text. */
    List<String> texts() {
        if (token.addresses().isEmpty() && restrictions.isEmpty()) {
            return List.of();
        }
        Set<String> texts = new LinkedHashSet<>();
        if (!token.addresses().isEmpty()) {
            texts.addAll(
                    Restriction.builder().addresses(token.addresses()).build().caveats());
        }
        restrictions.forEach(one -> texts.addAll(one.caveats()));
        return List.copyOf(texts);
    }
}
