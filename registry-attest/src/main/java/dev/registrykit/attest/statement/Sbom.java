package dev.registrykit.attest.statement;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonObject;
import java.util.Set;

/**
 * A bill of materials, of which only the kind is checked: SPDX or CycloneDX. What it says is for tools of these formats.
 */
public final class Sbom {
    /** The predicate type of SPDX documents; a version may follow, as in {@code /v2.3}. */
    public static final String SPDX = "https://spdx.dev/Document";

    /** The predicate type of CycloneDX; a version may follow, as in {@code /v1.4}. */
    public static final String CYCLONE_DX = "https://cyclonedx.org/bom";

    private final boolean spdx;
    private final JsonObject document;

    private Sbom(boolean spdx, JsonObject document) {
        String marker = spdx ? "spdxVersion" : "bomFormat";
        if (!document.has(marker) || (!spdx && !document.string(marker).equals("CycloneDX"))) {
            throw new JsonFormatException("the document is not of the format that its type names");
        }
        this.spdx = spdx;
        this.document = document;
    }

    /**
     * The bill of materials that {@code statement} holds; refused with {@link StatementReason#PREDICATE_TYPE_MISMATCH}, or
     * with {@link StatementReason#PREDICATE_MALFORMED} when the document does not say itself that it is of this format.
     */
    public static Decision<Sbom> read(Statement statement) {
        String type = statement.predicateType();
        boolean spdx = isOf(SPDX, type);
        return PredicateReader.read(
                statement,
                spdx || isOf(CYCLONE_DX, type) ? Set.of(type) : Set.of(),
                document -> new Sbom(spdx, document));
    }

    private static boolean isOf(String format, String type) {
        return type.equals(format) || (type.startsWith(format + "/v") && type.indexOf('/', format.length() + 1) < 0);
    }

    /** Whether it is SPDX; otherwise it is CycloneDX. */
    public boolean isSpdx() {
        return spdx;
    }

    /** The document, unread. */
    public JsonObject document() {
        return document;
    }

    @Override
    public String toString() {
        return spdx ? "Sbom[SPDX]" : "Sbom[CycloneDX]";
    }
}
