package dev.registrykit.auth.passkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.subject.Subject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsJsonTest {
    private static final RelyingParty PARTY = RelyingParty.of("Registry", List.of("https://example.org"));
    private static final byte[] CHALLENGE = {(byte) 0xfb, (byte) 0xff, 1};
    private static final OptionsJson.Descriptor KEY = new OptionsJson.Descriptor("AQI", List.of("usb"));
    private static final OptionsJson.Descriptor PLAIN = new OptionsJson.Descriptor("AwQ", List.of());

    @Test
    void creation_options_are_what_browsers_parse() {
        PasskeyUser user = PasskeyUser.of(Subject.user("1"), "alice", "Alice \"A\"");
        JsonObject options = StrictJson.object(
                OptionsJson.creation(PARTY, user, new byte[] {9}, CHALLENGE, Duration.ofMinutes(5), List.of(KEY, PLAIN))
                        .json(),
                JsonLimits.small());
        assertThat(options.object("rp").string("id")).isEqualTo("example.org");
        assertThat(options.object("rp").string("name")).isEqualTo("Registry");
        assertThat(options.object("user").string("id")).isEqualTo("CQ");
        assertThat(options.object("user").string("name")).isEqualTo("alice");
        assertThat(options.object("user").string("displayName")).isEqualTo("Alice \"A\"");
        assertThat(options.string("challenge")).isEqualTo("-_8B");
        assertThat(options.objects("pubKeyCredParams"))
                .extracting(parameters -> parameters.integer("alg"))
                .containsExactly(-7L, -8L, -35L, -36L, -53L, -257L);
        assertThat(options.integer("timeout")).isEqualTo(300_000);
        assertThat(options.objects("excludeCredentials"))
                .extracting(descriptor -> descriptor.string("id"))
                .containsExactly("AQI", "AwQ");
        assertThat(options.objects("excludeCredentials").get(0).strings("transports"))
                .containsExactly("usb");
        assertThat(options.objects("excludeCredentials").get(1).has("transports"))
                .isFalse();
        JsonObject selection = options.object("authenticatorSelection");
        assertThat(selection.string("userVerification")).isEqualTo("required");
        assertThat(selection.string("residentKey")).isEqualTo("required");
        assertThat(options.string("attestation")).isEqualTo("none");
    }

    @Test
    void request_options_are_what_browsers_parse() {
        JsonObject options = StrictJson.object(
                OptionsJson.request(PARTY, CHALLENGE, Duration.ofMinutes(5), List.of(KEY))
                        .json(),
                JsonLimits.small());
        assertThat(options.string("rpId")).isEqualTo("example.org");
        assertThat(options.string("challenge")).isEqualTo("-_8B");
        assertThat(options.string("userVerification")).isEqualTo("required");
        assertThat(options.objects("allowCredentials").get(0).string("type")).isEqualTo("public-key");
        assertThat(options.objects("allowCredentials").get(0).string("id")).isEqualTo("AQI");
    }

    @Test
    void options_do_not_show_their_challenge() {
        assertThat(OptionsJson.request(PARTY, CHALLENGE, Duration.ofMinutes(5), List.of())
                        .toString())
                .doesNotContain("-_8B");
    }
}
