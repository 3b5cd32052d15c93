package dev.registrykit.testkit.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.core.store.UnitOfWork;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Work that changes the stores and then fails, so that nothing of it may be kept. */
public final class Rollback {
    private Rollback() {}

    /** Runs {@code work} and fails afterwards; asserts that the unit of work lets that very failure through. */
    public static <S> void of(UnitOfWork<S> unitOfWork, Consumer<? super S> work) {
        Failed failed = new Failed();
        assertThatThrownBy(() -> unitOfWork.<@Nullable Object>run(stores -> {
                    work.accept(stores);
                    throw failed;
                }))
                .isSameAs(failed);
    }

    /** The failure that no store throws. */
    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
