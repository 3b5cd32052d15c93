package dev.registrykit.publish.token;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.AddressRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A search for tokens as conditions of SQL. */
final class TokenConditions {
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();

    private TokenConditions() {}

    static TokenConditions of(TokenSearch search) {
        TokenConditions sql = new TokenConditions();
        sql.equal("owner", search.owner() == null ? null : String.valueOf(search.owner()));
        sql.equal("publisher_id", search.publisherId());
        sql.equal("source_id", search.repositoryId());
        sql.equal("issuer", search.issuer());
        sql.equal("issued_by", search.issuedBy());
        if (search.from() != null && search.to() != null) {
            sql.and("created_at >= ? AND created_at <= ?", search.from(), search.to());
        }
        ApiToken after = search.after();
        if (after != null) {
            sql.and(
                    "(created_at > ? OR (created_at = ? AND id > ?))",
                    after.createdAt(),
                    after.createdAt(),
                    after.id());
        }
        AddressRange addresses = search.issuedFrom();
        if (addresses != null) {
            sql.and("issued_net >= ? AND issued_net <= ?", addresses.first(), addresses.last());
        }
        if (search.packageName() != null) {
            sql.covering(search.packageName());
        }
        return sql;
    }

    private void equal(String column, @Nullable String value) {
        if (value != null) {
            and(column + " = ?", value);
        }
    }

    /** Looked for in the scope's JSON, where each pattern stands between quotes and holds none. */
    private void covering(PackageName packageName) {
        Object[] quoted = PackagePattern.covering(packageName).stream()
                .map(pattern -> "\"" + pattern + "\"")
                .toArray();
        and("(" + String.join(" OR ", Collections.nCopies(quoted.length, "POSITION(? IN scope) > 0")) + ")", quoted);
    }

    void and(String condition, Object... values) {
        conditions.add(condition);
        parameters.addAll(Arrays.asList(values));
    }

    String sql() {
        return String.join(" AND ", conditions);
    }

    List<Object> parameters() {
        return parameters;
    }
}
