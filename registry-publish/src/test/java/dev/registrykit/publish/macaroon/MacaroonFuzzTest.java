package dev.registrykit.publish.macaroon;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Macaroons that strangers send: each input is read or refused, and means the same in every form. */
class MacaroonFuzzTest {

    @FuzzTest
    void macaroon(byte[] input) {
        Macaroon read;
        try {
            read = MacaroonCodec.decode(input);
        } catch (MacaroonFormatException documented) {
            return;
        }
        if (!MacaroonCodec.decode(MacaroonCodec.encodeV2(read)).equals(read)
                || !MacaroonCodec.decode(MacaroonCodec.encodeV2Json(read)).equals(read)
                || !MacaroonCodec.decode(MacaroonCodec.encodeV1(read)).equals(read)) {
            throw new AssertionError("a macaroon that is another after it was written and read");
        }
        if (read.isSignedWith(new byte[] {1})) {
            throw new AssertionError("a signature without its key");
        }
    }
}
