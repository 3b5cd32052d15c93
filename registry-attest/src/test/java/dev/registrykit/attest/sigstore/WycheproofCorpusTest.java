package dev.registrykit.attest.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.Corpora;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wycheproof's vectors of ECDSA on P-256, through the check that every signature of a bundle goes through. */
class WycheproofCorpusTest {
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @ValueSource(strings = {"ecdsa_secp256r1_sha256_test.json", "ecdsa_secp256r1_sha256_p1363_test.json"})
    void every_vector_has_its_result(String file) throws Exception {
        BouncyCastleProvider provider = new BouncyCastleProvider();
        JsonObject vectors = StrictJson.object(
                Corpora.read(Corpora.directory("wycheproof").resolve(file)), JsonLimits.of(8 << 20, 16, 200_000));
        List<String> wrong = new ArrayList<>();
        int count = 0;
        for (JsonObject group : vectors.objects("testGroups")) {
            VerificationKey key = VerificationKey.of(
                    SubjectPublicKeyInfo.getInstance(HEX.parseHex(group.string("publicKeyDer"))), provider);
            VerificationKey used = file.contains("p1363") ? key.p1363() : key;
            for (JsonObject test : group.objects("tests")) {
                boolean holds = used.hasSigned(
                        SignedContent.of(HEX.parseHex(test.string("msg"))), HEX.parseHex(test.string("sig")));
                if (holds != test.string("result").equals("valid")) {
                    wrong.add(test.integer("tcId") + " " + test.string("comment"));
                }
                count++;
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(count).isEqualTo(vectors.integer("numberOfTests"));
    }
}
