package dev.registrykit.publish.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.publish.World;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresentedTokenTest {

    private static Decision<Secret> presented(String... values) {
        RequestContext.Builder request = RequestContext.builder("PUT", "/?token=exr_query");
        for (String value : values) {
            request.header("AUTHORIZATION", value);
        }
        return PresentedToken.in(request.build());
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Decision<Secret> decision) {
        return decision.fold(Secret::reveal, refusal -> refusal.reason().code(), outage -> "unavailable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer exr_abc", "bearer exr_abc", "BEARER  exr_abc ", "Bearer exr_abc "})
    void bearer_is_read_whatever_the_case_of_the_scheme(String value) {
        assertThat(text(presented(value))).isEqualTo("exr_abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deployer:exr_abc", ":exr_abc", "__token__:exr_abc", "ünïcode:exr_abc"})
    void the_basic_password_is_the_token_whoever_the_user_is(String pair) {
        assertThat(text(presented(basic(pair)))).isEqualTo("exr_abc");
    }

    @Test
    void a_bare_token_is_read_as_cargo_sends_it_and_as_nuget_does() {
        assertThat(text(presented("exr_abc"))).isEqualTo("exr_abc");
        RequestContext.Builder push = RequestContext.builder("PUT", "/nuget").header("x-nuget-apikey", " exr_abc ");
        assertThat(text(PresentedToken.in(push.build()))).isEqualTo("exr_abc");
        push.header("Authorization", "Bearer exr_abc");
        assertThat(text(PresentedToken.in(push.build()))).isEqualTo("token-repeated");
    }

    @Test
    void only_the_first_colon_ends_the_user_name() {
        assertThat(text(presented(basic("user:exr:abc")))).isEqualTo("exr:abc");
    }

    @Test
    void a_request_without_the_header_carries_no_token_even_when_the_address_does() {
        assertThat(text(presented())).isEqualTo("token-missing");
    }

    @Test
    void two_headers_are_refused_even_when_they_are_equal() {
        assertThat(text(presented("Bearer exr_abc", "Bearer exr_abc"))).isEqualTo("token-repeated");
        assertThat(text(presented("Bearer exr_abc", basic("u:exr_abc")))).isEqualTo("token-repeated");
    }

    @ParameterizedTest
    @CsvSource({
        "'Bearer ', token-missing",
        "'', token-invalid",
        "Digest abc, token-missing",
        "'Basic dXNlcg==', token-invalid",
        "'Basic dXNlcjpleHI', token-invalid",
        "'Basic dXNlcjpleHJf====', token-invalid",
        "'Basic dXNl cjpleHJf', token-invalid",
        "'Basic dXNlcjpleHK=', token-invalid",
        "'Basic !!!!', token-invalid"
    })
    void anything_else_is_refused(String value, String code) {
        assertThat(text(presented(value))).isEqualTo(code);
    }

    @Test
    void an_overlong_header_is_refused() {
        assertThat(text(presented("Bearer " + "x".repeat(40_000)))).isEqualTo("token-invalid");
    }

    @Test
    void the_secret_shows_itself_to_nobody_by_accident() {
        assertThat(presented("Bearer exr_abc")).asString().doesNotContain("exr_abc");
        assertThat(World.bearing("exr_abc")).asString().doesNotContain("exr_abc");
    }
}
