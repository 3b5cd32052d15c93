package dev.registrykit.publish.macaroon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** All that a holder can do without the root key: narrow, write in other ways, or make something that is not signed. */
class MacaroonPropertiesTest {
    private static final byte[] KEY = "a root key for tests, of 32 byte".getBytes(StandardCharsets.US_ASCII);
    private static final List<Function<Macaroon, byte[]>> FORMS =
            List.of(MacaroonCodec::encodeV1, MacaroonCodec::encodeV2, MacaroonCodec::encodeV2Json);

    @Provide
    Arbitrary<Macaroon> macaroons() {
        Arbitrary<byte[]> values = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
        return Combinators.combine(
                        values,
                        Arbitraries.strings().ofMaxLength(40).map(MacaroonPropertiesTest::wellFormed),
                        values.list().ofMaxSize(6))
                .as((identifier, location, caveats) -> {
                    Macaroon macaroon = Macaroon.create(KEY, identifier, location);
                    for (byte[] caveat : caveats) {
                        macaroon = macaroon.withCaveat(caveat);
                    }
                    return macaroon;
                });
    }

    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    @Property
    void each_form_is_read_as_what_was_written(@ForAll("macaroons") Macaroon macaroon) {
        assertThat(macaroon.isSignedWith(KEY)).isTrue();
        for (Function<Macaroon, byte[]> form : FORMS) {
            Macaroon read = MacaroonCodec.decode(form.apply(macaroon));
            assertThat(read).isEqualTo(macaroon).hasSameHashCodeAs(macaroon);
            assertThat(form.apply(read)).isEqualTo(form.apply(macaroon));
            assertThat(read.isSignedWith(KEY)).isTrue();
        }
    }

    @Property
    void narrowing_keeps_the_signature_right_whatever_the_form(
            @ForAll("macaroons") Macaroon macaroon,
            @ForAll @Size(max = 5) int[] forms,
            @ForAll @Size(max = 50) byte[] condition) {
        Macaroon narrowed = macaroon;
        for (int form : forms) {
            narrowed = MacaroonCodec.decode(
                            FORMS.get(Math.floorMod(form, FORMS.size())).apply(narrowed))
                    .withCaveat(condition);
        }

        assertThat(narrowed.isSignedWith(KEY)).isTrue();
        int before = macaroon.caveats().size();
        assertThat(narrowed.caveats().subList(0, before)).isEqualTo(macaroon.caveats());
        assertThat(narrowed.caveats()).hasSize(before + forms.length);
    }

    @Property
    void no_other_root_key_fits(@ForAll("macaroons") Macaroon macaroon, @ForAll @Size(min = 1, max = 64) byte[] key) {
        assertThat(macaroon.isSignedWith(key)).isEqualTo(Arrays.equals(key, KEY));
    }

    @Property
    void no_caveat_can_be_left_out_or_moved(@ForAll("macaroons") Macaroon macaroon, @ForAll Random random) {
        List<Caveat> caveats = new ArrayList<>(macaroon.caveats());
        if (random.nextBoolean()) {
            Collections.shuffle(caveats, random);
        }
        caveats.removeIf(caveat -> random.nextInt(4) == 0);

        assertThat(with(macaroon, caveats).isSignedWith(KEY)).isEqualTo(caveats.equals(macaroon.caveats()));
    }

    @Property
    void a_shorter_macaroon_is_not_signed_as_the_longer_one(
            @ForAll("macaroons") Macaroon macaroon, @ForAll @Size(max = 50) byte[] condition) {
        Macaroon narrowed = macaroon.withCaveat(condition);

        assertThat(with(narrowed, macaroon.caveats()).isSignedWith(KEY)).isFalse();
        assertThat(narrowed).isNotEqualTo(macaroon);
    }

    @Property(tries = 3000)
    void any_changed_byte_is_refused_or_breaks_the_signature_unless_it_is_the_hint(
            @ForAll("macaroons") Macaroon macaroon,
            @ForAll @IntRange(max = 2) int form,
            @ForAll @IntRange(max = 10_000) int index,
            @ForAll @IntRange(min = 1, max = 255) int difference) {
        byte[] bytes = FORMS.get(form).apply(macaroon);
        bytes[index % bytes.length] ^= (byte) difference;
        Macaroon changed;
        try {
            changed = MacaroonCodec.decode(bytes);
        } catch (MacaroonFormatException refused) {
            return;
        }
        assertThat(changed.isSignedWith(KEY))
                .isEqualTo(with(changed, macaroon.location()).equals(macaroon));
    }

    @Property
    void a_third_partys_caveat_is_never_taken_for_the_services_own(
            @ForAll("macaroons") Macaroon macaroon,
            @ForAll @Size(max = 50) byte[] condition,
            @ForAll @Size(min = 1, max = 80) byte[] verificationId) {
        Caveat foreign = Caveat.read(condition, verificationId, "https://other.example.org");
        List<Caveat> caveats = new ArrayList<>(macaroon.caveats());
        caveats.add(foreign);
        Macaroon asked = new Macaroon(
                macaroon.location(), macaroon.identifier(), caveats, new Hmac().next(macaroon.signature(), foreign));

        for (Function<Macaroon, byte[]> form : FORMS) {
            Macaroon read = MacaroonCodec.decode(form.apply(asked));
            assertThat(read).isEqualTo(asked);
            assertThat(read.isSignedWith(KEY)).isTrue();
            assertThat(read.caveats().get(caveats.size() - 1).text()).isNull();
        }
        caveats.set(caveats.size() - 1, Caveat.firstParty(condition));
        assertThat(with(asked, caveats).isSignedWith(KEY)).isFalse();
    }

    @Property(tries = 3000)
    void noise_is_read_in_one_spelling_or_refused(@ForAll @Size(max = 60) byte[] noise) {
        byte[] bytes = Arrays.copyOf(noise, noise.length + 1);
        System.arraycopy(noise, 0, bytes, 1, noise.length);
        bytes[0] = V2Binary.VERSION;
        try {
            assertThat(MacaroonCodec.decode(MacaroonCodec.encodeV2(MacaroonCodec.decode(bytes))))
                    .isEqualTo(MacaroonCodec.decode(bytes));
        } catch (MacaroonFormatException refused) {
            assertThat(refused).hasMessageMatching("[a-zA-Z0-9' -]+");
        }
    }

    private static Macaroon with(Macaroon macaroon, List<Caveat> caveats) {
        return new Macaroon(macaroon.location(), macaroon.identifier(), caveats, macaroon.signature());
    }

    private static Macaroon with(Macaroon macaroon, String location) {
        return new Macaroon(location, macaroon.identifier(), macaroon.caveats(), macaroon.signature());
    }
}
