package dev.registrykit.publish.token;

import static dev.registrykit.publish.World.ALICE;
import static dev.registrykit.publish.World.WIDGET;
import static dev.registrykit.publish.World.bearing;
import static dev.registrykit.publish.World.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.publish.World;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holders can sign with other libraries, byte by byte, and this one never writes. */
class MacaroonWireTest {
    private static final String LEAD = "exr_mac_";
    private static final int SIGNATURE = 32;
    /** The end of the caveats, and the signature's type and length. */
    private static final int TRAILER = 3 + SIGNATURE;

    private final World world = new World();
    private final IssuedToken issued = world.issued(world.request("npm:@acme/*").macaroon());
    private final byte[] wide = StrictBase64.decodeUrl(issued.secret().reveal().substring(LEAD.length()));

    @AfterEach
    void close() {
        world.close();
    }

    private String publishing(byte[] macaroon) {
        String token = LEAD + StrictBase64.encodeUrl(macaroon);
        return code(world.tokens().authenticate(bearing(token), Action.PUBLISH_VERSION, WIDGET));
    }

    private static byte[] hmac(byte[] key, byte[]... data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (byte[] part : data) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static void field(ByteArrayOutputStream out, int type, byte[] value) {
        out.write(type);
        if (value.length < 128) {
            out.write(value.length);
        } else {
            out.write((value.length & 127) | 128);
            out.write(value.length >> 7);
        }
        out.writeBytes(value);
    }

    /** With these conditions, rightly signed; each with a key for a third party when there is one. */
    private byte[] with(byte[] macaroon, List<byte[]> conditions, byte[]... verificationId) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(macaroon, 0, macaroon.length - TRAILER);
        byte[] signature = Arrays.copyOfRange(macaroon, macaroon.length - SIGNATURE, macaroon.length);
        for (byte[] condition : conditions) {
            field(out, 2, condition);
            byte[] signed = hmac(signature, condition);
            for (byte[] key : verificationId) {
                field(out, 4, key);
                signed = hmac(signature, hmac(signature, key), signed);
            }
            out.write(0);
            signature = signed;
        }
        out.write(0);
        field(out, 6, signature);
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void a_caveat_for_a_third_party_is_not_understood_even_when_its_text_is() {
        List<byte[]> understood = List.of(bytes("packages npm:@acme/widget"));
        assertThat(publishing(with(wide, understood))).isEqualTo("allowed");
        assertThat(publishing(with(wide, understood, new byte[32]))).isEqualTo("caveat-unknown");
        byte[] unsigned = with(wide, understood, new byte[32]);
        unsigned[unsigned.length - 1]++;
        assertThat(publishing(unsigned)).isEqualTo("token-invalid");
    }

    @Test
    void a_caveat_that_is_no_text_is_not_understood() {
        for (String condition :
                List.of("\u00ff", "packages npm:@acme/*\u00ff", "version \u00c0\u00b1", "\u00ed\u00a0\u0080")) {
            assertThat(publishing(with(wide, List.of(bytes(condition))))).isEqualTo("caveat-unknown");
        }
    }

    @Test
    void sixty_four_caveats_are_read_and_sixty_five_are_no_token() {
        List<byte[]> most = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            most.add(bytes("packages npm:@acme/*"));
        }
        assertThat(publishing(with(wide, most))).isEqualTo("allowed");
        most.add(most.get(0));
        assertThat(publishing(with(wide, most))).isEqualTo("token-invalid");
    }

    @Test
    void a_macaroon_of_more_than_8192_bytes_is_no_token() {
        // The condition's own bytes, its type, two of its length, and its end.
        int longest = 8_192 - wide.length - 4;
        byte[] all = with(wide, List.of(packagesOfLength(longest)));
        assertThat(all).hasSize(8_192);
        assertThat(publishing(all)).isEqualTo("package-not-in-scope");
        assertThat(publishing(with(wide, List.of(packagesOfLength(longest + 1)))))
                .isEqualTo("token-invalid");
    }

    private static byte[] packagesOfLength(int length) {
        StringBuilder line = new StringBuilder("packages");
        for (int i = 100; length - line.length() > 400; i++) {
            line.append(" npm:").append("x".repeat(100)).append(i);
        }
        int left = length - line.length() - " npm: npm:".length();
        line.append(" npm:").append("y".repeat(left / 2));
        return bytes(line.append(" npm:").append("z".repeat(left - left / 2)).toString());
    }

    @Test
    void the_location_is_the_holders_to_set_and_changes_nothing() {
        // Version, type of the location, its length, and the prefix: exr.
        assertThat(Arrays.copyOf(wide, 6)).isEqualTo(new byte[] {2, 1, 3, 'e', 'x', 'r'});
        ByteArrayOutputStream moved = new ByteArrayOutputStream();
        moved.write(2);
        field(moved, 1, bytes("https://elsewhere.example/\""));
        moved.write(wide, 6, wide.length - 6);
        assertThat(publishing(moved.toByteArray())).isEqualTo("allowed");
        assertThat(publishing(with(moved.toByteArray(), List.of(bytes("packages npm:other")))))
                .isEqualTo("package-not-in-scope");

        ByteArrayOutputStream nowhere = new ByteArrayOutputStream();
        nowhere.write(2);
        nowhere.write(wide, 6, wide.length - 6);
        assertThat(publishing(nowhere.toByteArray())).isEqualTo("allowed");
    }

    @Test
    void a_caveat_that_is_not_understood_is_told_to_the_owner_without_its_text_and_not_without_end() {
        byte[] strange = with(wide, List.of(bytes("canary in a caveat")));
        for (int i = 0; i < 30; i++) {
            assertThat(publishing(strange)).isEqualTo("caveat-unknown");
        }
        assertThat(world.eventsOf(ALICE)).contains("token.issued");
        assertThat(world.eventsOf(WIDGET)).hasSize(20).containsOnly("token.refused caveat-unknown");
        assertThat(world.text("SELECT details FROM rk_publish_event"))
                .contains(issued.token().id())
                .doesNotContain("canary");
    }

    @Test
    void a_revoked_macaroon_is_called_that_whatever_its_caveats_are() {
        world.tokens().revoke(issued.token().id(), ALICE, World.request());
        assertThat(publishing(with(wide, List.of(bytes("canary"))))).isEqualTo("token-revoked");
    }
}
