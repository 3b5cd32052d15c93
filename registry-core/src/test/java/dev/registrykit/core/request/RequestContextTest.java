package dev.registrykit.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestContextTest {

    @Test
    void header_names_are_compared_without_regard_to_case() {
        RequestContext request = RequestContext.builder("get", "/x")
                .header("AUTHORIZATION", "one")
                .header("authorization", "two")
                .header("Accept", "three")
                .build();
        assertThat(request.headers("Authorization")).containsExactly("one", "two");
        assertThat(request.firstHeader("authoriZation")).isEqualTo("one");
        assertThat(request.headers("absent")).isEmpty();
        assertThat(request.firstHeader("absent")).isNull();
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.path()).isEqualTo("/x");
    }

    @Test
    void letters_that_unicode_folds_to_ascii_make_another_header() {
        RequestContext request = RequestContext.builder("GET", "/x")
                .header("Author\u0131zation", "dotless i")
                .header("X-To\u212aen", "kelvin sign")
                .header("X-\u017fession", "long s")
                .build();
        assertThat(request.headers("Authorization")).isEmpty();
        assertThat(request.headers("X-Token")).isEmpty();
        assertThat(request.headers("X-Session")).isEmpty();
    }

    @Test
    void all_values_of_all_headers_can_be_given_at_once() {
        RequestContext request = RequestContext.builder("PUT", "/x")
                .header("a", "0")
                .headers(Map.of("A", List.of("1", "2"), "b", List.of()))
                .build();
        assertThat(request.headers("a")).containsExactly("0", "1", "2");
        assertThat(request.headers("b")).isEmpty();
    }

    @Test
    void the_headers_of_a_servlet_request_can_be_given_as_it_gives_them() {
        Map<String, List<String>> sent = Map.of("A", List.of("1", "2"), "b", List.of("3"));
        RequestContext request = RequestContext.builder("PUT", "/x")
                .headers(Collections.enumeration(sent.keySet()), name -> Collections.enumeration(sent.get(name)))
                .build();
        assertThat(request.headers("a")).containsExactly("1", "2");
        assertThat(request.headers("B")).containsExactly("3");
    }

    @Test
    void it_shows_no_path_header_value_address_or_session() {
        RequestContext request = RequestContext.builder("PUT", "/npm/-/v1/done/device-code")
                .header("Authorization", "Bearer exr_secret")
                .clientAddress("192.0.2.7")
                .sessionId("session-secret")
                .build();
        assertThat(request).hasToString("RequestContext[PUT, headers [authorization]]");
        assertThat(request.clientAddress()).isEqualTo("192.0.2.7");
        assertThat(request.sessionId()).isEqualTo("session-secret");
    }

    @Test
    void what_is_not_known_is_empty_or_null() {
        RequestContext request = RequestContext.builder("GET", "/").build();
        assertThat(request.clientAddress()).isEmpty();
        assertThat(request.sessionId()).isNull();
    }

    @Test
    void it_does_not_change_after_it_was_built() {
        RequestContext.Builder builder = RequestContext.builder("GET", "/").header("a", "1");
        RequestContext request = builder.build();
        builder.header("a", "2");
        assertThat(request.headers("a")).containsExactly("1");
        assertThatThrownBy(() -> request.headers("a").add("3")).isInstanceOf(UnsupportedOperationException.class);
    }
}
