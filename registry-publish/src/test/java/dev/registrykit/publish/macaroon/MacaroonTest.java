package dev.registrykit.publish.macaroon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.registrykit.core.json.StrictBase64;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacaroonTest {
    private static final byte[] KEY = bytes("this is our super secret key; only we should know it");
    private static final Macaroon BARE = Macaroon.create(KEY, bytes("we used our secret key"), "http://mybank/");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String signature(Macaroon macaroon) {
        return HexFormat.of().formatHex(macaroon.signature());
    }

    /** The figures of the README of libmacaroons. */
    @Test
    void signatures_are_those_of_libmacaroons() {
        assertThat(signature(BARE)).isEqualTo("e3d9e02908526c4c0039ae15114115d97fdd68bf2ba379b342aaf0f617d0552f");
        assertThat(signature(BARE.withCaveat("test = caveat")))
                .isEqualTo("197bac7a044af33332865b9266e26d493bdd668a660e44d88ce1a998c23dbd67");
    }

    /** One macaroon in the three forms that Go's library writes, as the tests of pymacaroons have them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "MDAxOWxvY2F0aW9uIG15IGxvY2F0aW9uCjAwMWRpZGVudGlmaWVyIG15IGlkZW50aWZpZXIKMDAxMmNpZCBmcCBjYXZlYXQKMDAxMmNp"
                        + "ZCB0cCBjYXZlYXQKMDA1MXZpZCAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACn8yDEet8ud+825gOjM0pZOVE8/HpV6Zqxac+"
                        + "kl0BYToVaY64VfiwHj5rWgBREOkKMDAxM2NsIHRwIGxvY2F0aW9uCjAwMmZzaWduYXR1cmUgSDs4gcmZDlCZy2aV2jFk2qZN"
                        + "pgQXvK+encTAqZaPZjYK",
                "AgELbXkgbG9jYXRpb24CDW15IGlkZW50aWZpZXIAAglmcCBjYXZlYXQAAQt0cCBsb2NhdGlvbgIJdHAgY2F2ZWF0BEgAAAAAAAAAAAAA"
                        + "AAAAAAAAAAAAAAAAAAACn8yDEet8ud+825gOjM0pZOVE8/HpV6Zqxac+kl0BYToVaY64VfiwHj5rWgBREOkAAAYgSDs4gcmZ"
                        + "DlCZy2aV2jFk2qZNpgQXvK+encTAqZaPZjY",
                "eyJjIjpbeyJpIjoiZnAgY2F2ZWF0In0seyJpIjoidHAgY2F2ZWF0IiwidjY0IjoiQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"
                        + "QUFBcF9NZ3hIcmZMbmZ2TnVZRG96TktXVGxSUFB4NlZlbWFzV25QcEpkQVdFNkZXbU91Rlg0c0I0LWExb0FVUkRwIiwibCI6"
                        + "InRwIGxvY2F0aW9uIn1dLCJsIjoibXkgbG9jYXRpb24iLCJpIjoibXkgaWRlbnRpZmllciIsInM2NCI6IlNEczRnY21aRGxD"
                        + "WnkyYVYyakZrMnFaTnBnUVh2Sy1lbmNUQXFaYVBaalkifQ=="
            })
    void a_third_partys_caveat_is_chained_as_others_chain_it(String base64) {
        Macaroon macaroon = MacaroonCodec.decode(Base64.getDecoder().decode(base64));

        assertThat(macaroon.isSignedWith(bytes("my secret key"))).isTrue();
        assertThat(macaroon.isSignedWith(bytes("my secret kez"))).isFalse();
        assertThat(macaroon.location()).isEqualTo("my location");
        assertThat(macaroon.identifier()).asString().isEqualTo("my identifier");
        assertThat(macaroon.caveats()).extracting(Caveat::text).containsExactly("fp caveat", null);
        assertThat(macaroon.caveats()).extracting(Caveat::isThirdParty).containsExactly(false, true);
        assertThat(macaroon.caveats().get(1).identifier()).asString().isEqualTo("tp caveat");
        assertThat(MacaroonCodec.encodeV2(macaroon))
                .asBase64Encoded()
                .startsWith("AgELbXkgbG9jYXRpb24CDW15IGlkZW50aWZpZXIAAglmcCBjYXZlYXQAAQt0cCBsb2NhdGlvbgIJdHAg");
        assertThat(MacaroonCodec.decode(MacaroonCodec.encodeV1(macaroon))).isEqualTo(macaroon);
        assertThat(MacaroonCodec.decode(MacaroonCodec.encodeV2Json(macaroon))).isEqualTo(macaroon);
        assertThat(MacaroonCodec.decode(MacaroonCodec.encodeV2(macaroon))).isEqualTo(macaroon);
    }

    @Test
    void a_narrowed_macaroon_leaves_the_first_one_as_it_was() {
        Macaroon narrowed = BARE.withCaveat("a").withCaveat(new byte[] {(byte) 0xff});

        assertThat(BARE.caveats()).isEmpty();
        assertThat(narrowed.caveats()).extracting(Caveat::text).containsExactly("a", null);
        assertThat(narrowed.caveats().get(1).identifier()).containsExactly(0xff);
        assertThat(narrowed.isSignedWith(KEY)).isTrue();
        assertThat(BARE.isSignedWith(KEY)).isTrue();
    }

    @Test
    void what_is_handed_out_cannot_be_used_to_change_it() {
        byte[] condition = bytes("read");
        Macaroon macaroon = BARE.withCaveat(condition);
        condition[0] = 'b';
        macaroon.identifier()[0]++;
        macaroon.caveats().get(0).identifier()[0]++;

        assertThat(macaroon.isSignedWith(KEY)).isTrue();
        assertThat(macaroon.caveats()).extracting(Caveat::text).containsExactly("read");
    }

    @Test
    void a_macaroon_shows_neither_its_signature_nor_its_root_key() {
        Macaroon macaroon = BARE.withCaveat("read only");

        assertThat(macaroon).hasToString("Macaroon[1 caveats]");
        assertThat(macaroon.caveats()).hasToString("[Caveat[read only]]");
    }

    @Test
    void it_has_at_most_64_caveats_and_8_kib() {
        Macaroon full = BARE;
        for (int i = 0; i < Macaroon.MAX_CAVEATS; i++) {
            full = full.withCaveat("c" + i);
        }
        Macaroon most = full;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> most.withCaveat("one more"))
                .withMessage("a macaroon has at most 64 caveats");

        int room = Macaroon.MAX_BYTES - MacaroonCodec.encodeV2(BARE).length - 4;
        Macaroon largest = BARE.withCaveat(new byte[room]);
        assertThat(MacaroonCodec.encodeV2(largest)).hasSize(Macaroon.MAX_BYTES);
        assertThat(MacaroonCodec.decode(MacaroonCodec.encodeV2(largest))).isEqualTo(largest);
        assertThat(MacaroonCodec.decode(MacaroonCodec.encodeV1(largest))).isEqualTo(largest);
        assertThat(MacaroonCodec.decode(MacaroonCodec.encodeV2Json(largest))).isEqualTo(largest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BARE.withCaveat(new byte[room + 1]))
                .withMessage("a macaroon has at most 8192 bytes");
    }

    @Test
    void what_no_bytes_stand_for_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BARE.withCaveat("\ud83d"))
                .withMessage("the text is not well-formed Unicode");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Macaroon.create(KEY, bytes("id"), "\udc00"))
                .withMessage("the text is not well-formed Unicode");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Macaroon.create(new byte[0], bytes("id"), ""))
                .withMessage("a macaroon has a root key");
    }

    @Test
    void the_location_is_a_hint_that_anybody_can_change() {
        Macaroon elsewhere = Macaroon.create(KEY, BARE.identifier(), "http://other/");

        assertThat(elsewhere).isNotEqualTo(BARE);
        assertThat(elsewhere.signature()).isEqualTo(BARE.signature());
        assertThat(StrictBase64.encodeUrl(MacaroonCodec.encodeV2(elsewhere)))
                .isNotEqualTo(StrictBase64.encodeUrl(MacaroonCodec.encodeV2(BARE)));
    }
}
