package dev.registrykit.publish.token;

import static dev.registrykit.publish.World.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.AddressRange;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestrictionTest {

    @Test
    void every_dimension_is_a_line() {
        Restriction all = Restriction.builder()
                .notBefore(Instant.parse("2026-12-01T00:00:00Z"))
                .expiresAt(Instant.parse("2026-12-02T00:00:00.123456Z"))
                .actions(List.of(Action.PUBLISH_VERSION, Action.READ))
                .packages(List.of(PackagePattern.parse("maven:com.acme.**"), PackagePattern.parse("npm:@acme/x")))
                .addresses(List.of(AddressRange.parse("192.0.2.0/24"), AddressRange.parse("2001:DB8::/32")))
                .version("1.2.3")
                .sha256(List.of("AB".repeat(32)))
                .build();

        assertThat(all.caveats())
                .containsExactly(
                        "not-before 2026-12-01T00:00:00Z",
                        "expires 2026-12-02T00:00:00.123Z",
                        "actions publish-version read",
                        "packages maven:com.acme.** npm:@acme/x",
                        "addresses 192.0.2.0/24 2001:db8::/32",
                        "version 1.2.3",
                        "sha256 " + "ab".repeat(32));
        assertThat(all.caveats())
                .allSatisfy(line -> assertThat(Restriction.ofCaveat(line)
                                .map(Restriction::caveats)
                                .orElseThrow(failure -> new AssertionError(failure.toString())))
                        .containsExactly(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "version",
                "version ",
                "version  1",
                "version 1 ",
                "version 1 2",
                "version 1\n",
                " version 1",
                "Version 1",
                "moon-phase full",
                "expires 2026-12-01",
                "expires 2026-12-01T00:00:00+00:00",
                "expires 2026-12-01T00:00:00.000Z",
                "expires 2026-12-01T00:00:00.1Z",
                "expires 2026-13-01T00:00:00Z",
                "expires 2026-12-01T24:00:00Z",
                "expires +12026-12-01T00:00:00Z",
                "expires 2026-12-01t00:00:00z",
                "actions",
                "actions ",
                "actions read read",
                "actions Read",
                "actions read,yank",
                "packages npm:a npm:a",
                "packages pypi:Foo.Bar",
                "packages npm:*",
                "packages **",
                "addresses 192.0.2.1/24",
                "addresses 192.0.2.1/32",
                "addresses 2001:DB8::/32",
                "addresses localhost",
                "sha256 abcd",
                "sha256 ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB"
            })
    void a_line_that_is_not_understood_to_the_letter_is_refused(String line) {
        assertThat(code(Restriction.ofCaveat(line))).isEqualTo("caveat-unknown");
    }

    @Test
    void what_restricts_nothing_or_too_much_is_not_built() {
        assertThatIllegalStateException().isThrownBy(() -> Restriction.builder().build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Restriction.builder().actions(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Restriction.builder().expiresAt(Instant.MAX));
        assertThat(code(Restriction.ofCaveat("version " + "1".repeat(70_000)))).isEqualTo("caveat-unknown");
        assertThat(code(Restriction.ofCaveat("actions" + " read".repeat(600)))).isEqualTo("caveat-unknown");
    }
}
