package dev.registrykit.core.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectTest {

    @Test
    void kinds_keep_equal_ids_apart() {
        assertThat(Subject.user("7"))
                .isEqualTo(Subject.user("7"))
                .hasSameHashCodeAs(Subject.user("7"))
                .isNotEqualTo(Subject.robot("7"))
                .isNotEqualTo(Subject.organisation("7"))
                .isNotEqualTo(Subject.user("07"))
                .isNotEqualTo("user:7");
        assertThat(Subject.robot("7").kind()).isEqualTo(Subject.Kind.ROBOT);
    }

    @Test
    void ids_are_compared_exactly() {
        assertThat(Subject.user("Ann")).isNotEqualTo(Subject.user("ann"));
        assertThat(Subject.user("\u00e9")).isNotEqualTo(Subject.user("e\u0301"));
    }

    @Test
    void an_id_may_hold_colons() {
        assertThat(Subject.parse("robot:user:7")).isEqualTo(Subject.robot("user:7"));
    }

    @Property
    void what_was_written_is_read(@ForAll String id) {
        boolean valid = !id.isEmpty()
                && id.length() <= Subject.MAX_ID_LENGTH
                && id.chars().noneMatch(Character::isISOControl);
        for (Subject.Kind kind : Subject.Kind.values()) {
            if (valid) {
                Subject subject = of(kind, id);
                assertThat(Subject.parse(subject.toString())).isEqualTo(subject);
                assertThat(subject.id()).isEqualTo(id);
            } else {
                assertThatIllegalArgumentException().isThrownBy(() -> of(kind, id));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "user",
                "user:",
                "USER:1",
                "group:1",
                " user:1",
                "user:a\u0000",
                "user:a\nb",
                "user:\u0085"
            })
    void what_is_no_subject_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Subject.parse(text));
    }

    @Test
    void an_id_has_at_most_128_characters() {
        assertThat(Subject.user("x".repeat(128)).id()).hasSize(128);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subject.user("x".repeat(129)))
                .withMessage("a subject id has 1 to 128 characters and no control characters");
    }

    private static Subject of(Subject.Kind kind, String id) {
        return switch (kind) {
            case USER -> Subject.user(id);
            case ORGANISATION -> Subject.organisation(id);
            case ROBOT -> Subject.robot(id);
        };
    }
}
