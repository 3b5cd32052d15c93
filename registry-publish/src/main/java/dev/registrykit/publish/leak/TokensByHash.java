package dev.registrykit.publish.leak;

import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.publish.token.ApiToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds tokens by the SHA-256 of their text. */
final class TokensByHash implements LeakIntake.KnownTokens {
    private final UnitOfWork<? extends LeakStores> unitOfWork;

    TokensByHash(UnitOfWork<? extends LeakStores> unitOfWork) {
        this.unitOfWork = unitOfWork;
    }

    @Override
    public List<@Nullable String> idsOf(List<Secret> texts) {
        return unitOfWork.read(stores -> {
            List<@Nullable String> ids = new ArrayList<>();
            for (Secret text : texts) {
                ApiToken token = stores.tokens().findByHash(sha256(text));
                ids.add(token == null ? null : token.id());
            }
            return ids;
        });
    }

    private static byte[] sha256(Secret text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.reveal().getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 is missing from this JDK", impossible);
        }
    }
}
