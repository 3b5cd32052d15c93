package dev.registrykit.publish.token;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.AddressRange;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a token is in a row of {@code rk_publish_token}: the columns, and the texts that some of them hold. */
final class TokenRow {
    /** What {@link #read} needs. */
    static final List<String> COLUMNS = List.of(
            "id",
            "hash",
            "key_id",
            "root_key",
            "kind",
            "owner",
            "publisher_id",
            "name",
            "scope",
            "restrictions",
            "workload",
            "created_at",
            "expires_at",
            "last_used_at",
            "revoked_at",
            "rotated_to",
            "version",
            "single_use",
            "opened",
            "closed_at",
            "issued_from",
            "issued_by",
            "lives_since",
            "moved_from");

    /** Only written, for searches and reminders. */
    static final List<String> MORE_COLUMNS = List.of("issued_net", "issuer", "source_id", "reminded");

    /** The same limits hold what {@link TokenRequest} lets in: 1,000 patterns of 300 characters. */
    private static final JsonLimits SCOPE = JsonLimits.of(512 * 1024, 4, 3_000);

    private static final Set<String> SCOPE_NAMES = Set.of("actions", "packages", "sha256", "addresses", "not-before");

    private TokenRow() {}

    /** The values of {@link #COLUMNS} and {@link #MORE_COLUMNS}. */
    static @Nullable Object[] values(ApiToken token, @Nullable TokenHash hash) {
        Subject owner = token.owner();
        WorkloadIdentity workload = token.workload();
        Release opened = token.openedRelease();
        return new @Nullable Object[] {
            token.id(),
            hash == null ? null : hash.bytes(),
            hash == null ? null : hash.keyId(),
            token.rootKeyId(),
            token.kind(),
            owner == null ? null : owner.toString(),
            token.publisherId(),
            token.name(),
            scope(token),
            restrictions(token.restrictions()),
            workload == null ? null : workload.toJson(),
            token.createdAt(),
            token.expiresAt(),
            token.lastUsedAt(),
            token.revokedAt(),
            token.rotatedTo(),
            token.version(),
            token.isSingleUse(),
            opened == null ? null : opened.toString(),
            token.closedAt(),
            token.issuedFrom(),
            token.issuedBy(),
            token.livesSince().equals(token.createdAt()) ? null : token.livesSince(),
            token.movedFrom(),
            network(token.issuedFrom()),
            workload == null ? null : workload.issuer(),
            workload == null ? null : TokenSearch.source(workload),
            false
        };
    }

    private static String scope(ApiToken token) {
        Map<String, Object> scope = new LinkedHashMap<>();
        scope.put("actions", token.actions().stream().map(Action::name).toList());
        scope.put("packages", token.packages().stream().map(Object::toString).toList());
        if (!token.digests().isEmpty()) {
            scope.put("sha256", token.digests());
        }
        if (!token.addresses().isEmpty()) {
            scope.put(
                    "addresses",
                    token.addresses().stream().map(Object::toString).toList());
        }
        Instant notBefore = token.notBefore();
        if (notBefore != null) {
            scope.put("not-before", notBefore.toString());
        }
        return JsonText.write(scope);
    }

    /** One line a dimension, or null for none. */
    static @Nullable String restrictions(List<Restriction> restrictions) {
        return restrictions.isEmpty()
                ? null
                : String.join(
                        "\n",
                        restrictions.stream()
                                .flatMap(restriction -> restriction.caveats().stream())
                                .toList());
    }

    /** The address as ranges are compared with, or null when it is no literal. */
    private static @Nullable String network(String address) {
        try {
            return AddressRange.parse(address).first();
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }

    /**
     * The token of a row. What is not understood is what a later version wrote, into scope, restrictions or workload, and
     * must not be taken for nothing: such a token can be listed and revoked, and has a restriction that allows nothing.
     */
    static ApiToken read(ResultSet row) throws SQLException {
        String owner = row.getString("owner");
        List<Restriction> restrictions = restrictions(row.getString("restrictions"));
        ApiToken.Builder token = ApiToken.builder(
                        row.getString("id"), row.getString("name"), Instant.ofEpochMilli(row.getLong("created_at")))
                .owner(owner == null ? null : Subject.parse(owner))
                .expiresAt(JdbcSession.instant(row, "expires_at"))
                .lastUsedAt(JdbcSession.instant(row, "last_used_at"))
                .revokedAt(JdbcSession.instant(row, "revoked_at"))
                .version(row.getString("version"))
                .singleUse(row.getBoolean("single_use"))
                .release(released(row.getString("opened")), JdbcSession.instant(row, "closed_at"))
                .kind(row.getString("kind"))
                .issuedFrom(row.getString("issued_from"))
                .rotatedTo(row.getString("rotated_to"))
                .rootKeyId(row.getString("root_key"))
                .issuedBy(row.getString("issued_by"), JdbcSession.instant(row, "lives_since"))
                .movedFrom(row.getString("moved_from"));
        restrictions.addAll(workload(row.getString("publisher_id"), row.getString("workload"), token));
        restrictions.addAll(scope(row.getString("scope"), token));
        return token.restrictions(restrictions).build();
    }

    private static List<Restriction> workload(
            @Nullable String publisherId, @Nullable String workload, ApiToken.Builder token) {
        token.workload(publisherId, null);
        try {
            token.workload(publisherId, workload == null ? null : WorkloadIdentity.ofJson(workload));
            return List.of();
        } catch (IllegalArgumentException ofLaterVersion) {
            return List.of(Restriction.notUnderstood("workload"));
        }
    }

    private static List<Restriction> scope(String json, ApiToken.Builder token) {
        try {
            JsonObject scope = StrictJson.object(json, SCOPE);
            if (!SCOPE_NAMES.containsAll(scope.names())) {
                return List.of(Restriction.notUnderstood("scope"));
            }
            token.scope(
                            scope.strings("actions").stream().map(Action::named).toList(),
                            scope.strings("packages").stream()
                                    .map(PackagePattern::parse)
                                    .toList())
                    .digests(strings(scope, "sha256"))
                    .addresses(strings(scope, "addresses").stream()
                            .map(AddressRange::parse)
                            .toList())
                    .notBefore(scope.names().contains("not-before") ? Instant.parse(scope.string("not-before")) : null);
            return List.of();
        } catch (IllegalArgumentException | DateTimeException ofLaterVersion) {
            return List.of(Restriction.notUnderstood("scope"));
        }
    }

    static @Nullable TokenHash hash(ResultSet row) throws SQLException {
        byte[] bytes = row.getBytes("hash");
        return bytes == null ? null : TokenHash.of(bytes, row.getString("key_id"));
    }

    private static List<String> strings(JsonObject scope, String name) {
        return scope.names().contains(name) ? scope.strings(name) : List.of();
    }

    private static List<Restriction> restrictions(@Nullable String lines) {
        List<Restriction> all = new ArrayList<>();
        if (lines != null) {
            lines.lines().forEach(line -> all.add(Restriction.stored(line)));
        }
        return all;
    }

    /** A version holds no at sign. */
    private static @Nullable Release released(@Nullable String opened) {
        if (opened == null) {
            return null;
        }
        int at = opened.lastIndexOf('@');
        return Release.of(PackageName.ofString(opened.substring(0, at)), opened.substring(at + 1));
    }
}
