package dev.registrykit.attest.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.statement.Statement;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RegistryStatementsTest {
    private static final URI REGISTRY = URI.create("https://registry.example");
    private static final Release WIDGET = Release.of(PackageName.npm("@acme/widget"), "1.0.0");
    private static final ArtifactDigest DIGEST = ArtifactDigest.of("widget".getBytes(StandardCharsets.UTF_8));
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    private final KeyPair pair = TestKeys.p256();
    private final RegistryKeys keys = RegistryKeys.of(TestKeys.signer(pair));
    private final RegistryStatements statements = new RegistryStatements(keys, REGISTRY);

    @Test
    void npms_publish_attestation_is_what_npm_makes_of_it() {
        JsonObject bundle = bundle(statements.publish(WIDGET, DIGEST));
        JsonObject envelope = bundle.object("dsseEnvelope");
        JsonObject statement = json(decode(envelope.string("payload")));

        assertThat(bundle.string("mediaType")).isEqualTo("application/vnd.dev.sigstore.bundle.v0.3+json");
        assertThat(bundle.object("verificationMaterial").object("publicKey").string("hint"))
                .isEqualTo(keys.currentKeyId());
        assertThat(envelope.objects("signatures").get(0).string("keyid")).isEqualTo(keys.currentKeyId());
        assertThat(statement.string("_type")).isEqualTo("https://in-toto.io/Statement/v0.1");
        assertThat(statement.string("predicateType"))
                .isEqualTo("https://github.com/npm/attestation/tree/main/specs/publish/v0.1");
        JsonObject subject = statement.objects("subject").get(0);
        assertThat(subject.string("name")).isEqualTo("pkg:npm/%40acme/widget@1.0.0");
        assertThat(subject.object("digest").string("sha512")).isEqualTo(DIGEST.hex(DigestAlgorithm.SHA512));
        JsonObject predicate = statement.object("predicate");
        assertThat(predicate.names()).containsExactly("name", "version", "registry");
        assertThat(predicate.string("name")).isEqualTo("@acme/widget");
        assertThat(predicate.string("version")).isEqualTo("1.0.0");
        assertThat(predicate.string("registry")).isEqualTo("https://registry.example");
    }

    @Test
    void other_ecosystems_get_in_totos_release_attestation() {
        Release maven = Release.of(PackageName.maven("com.acme", "widget"), "1.0.0");
        JsonObject statement = json(decode(
                bundle(statements.publish(maven, DIGEST)).object("dsseEnvelope").string("payload")));
        assertThat(statement.string("_type")).isEqualTo("https://in-toto.io/Statement/v1");
        assertThat(statement.string("predicateType")).isEqualTo("https://in-toto.io/attestation/release/v0.1");
        assertThat(statement.object("predicate").string("purl")).isEqualTo("pkg:maven/com.acme/widget@1.0.0");
    }

    @Test
    void the_signature_is_over_the_envelopes_encoding_by_the_listed_key() throws Exception {
        JsonObject envelope = bundle(statements.publish(WIDGET, DIGEST)).object("dsseEnvelope");
        byte[] payload = decode(envelope.string("payload"));
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.writeBytes(
                ("DSSEv1 28 application/vnd.in-toto+json " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
        signed.writeBytes(payload);
        assertThat(verifies(
                        listedKey(),
                        signed.toByteArray(),
                        decode(envelope.objects("signatures").get(0).string("sig"))))
                .isTrue();
        Statement statement = Statement.parse(payload).orElseThrow(failure -> new AssertionError(failure.toString()));
        assertThat(statement.subjectsOf(DIGEST).isAllowed()).isTrue();
    }

    @Test
    void npms_dist_signature_is_over_name_version_and_integrity() throws Exception {
        DistSignature signature = statements.distSignature(WIDGET, "sha512-abc");
        assertThat(signature.toMembers().get("keyid")).isEqualTo(keys.currentKeyId());
        assertThat(verifies(
                        listedKey(),
                        "@acme/widget@1.0.0:sha512-abc".getBytes(StandardCharsets.UTF_8),
                        decode(Objects.requireNonNull(signature.toMembers().get("sig")))))
                .isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> statements.distSignature(WIDGET, " "));
    }

    @Test
    void keys_are_listed_in_npms_form_with_the_end_of_each() {
        KeyPair next = TestKeys.p256();
        KeyPair old = TestKeys.p256();
        RegistryKeys rotated = RegistryKeys.builder()
                .signFrom(Instant.EPOCH, TestKeys.signer(pair))
                .signFrom(NOON, TestKeys.signer(next))
                .retired(old.getPublic(), NOON.minusSeconds(1_000))
                .build();
        EndpointAnswer answer = new NpmKeysEndpoint(rotated)
                .handle(RequestContext.builder("GET", "/-/npm/v1/keys").build());
        assertThat(answer.status()).isEqualTo(200);
        List<JsonObject> listed = json(answer.body()).objects("keys");
        assertThat(listed).hasSize(3).allSatisfy(key -> {
            assertThat(key.names()).containsExactly("expires", "keyid", "keytype", "scheme", "key");
            assertThat(key.string("keytype")).isEqualTo("ecdsa-sha2-nistp256");
            assertThat(key.string("scheme")).isEqualTo("ecdsa-sha2-nistp256");
            assertThat(key.string("keyid")).matches("SHA256:[A-Za-z0-9+/]{43}");
        });
        assertThat(listed)
                .extracting(key -> key.string("key"))
                .containsExactly(base64(next), base64(pair), base64(old));
        assertThat(listed.get(0).isNull("expires")).isTrue();
        assertThat(listed.get(1).string("expires")).isEqualTo("2026-11-01T12:00:00Z");
        assertThat(listed.get(2).string("expires")).isEqualTo("2026-11-01T11:43:20Z");
    }

    @Test
    void the_key_whose_time_began_last_signs() {
        KeyPair next = TestKeys.p256();
        Instant[] now = {NOON.minusMillis(1)};
        InstantSource clock = () -> now[0];
        RegistryKeys rotated = RegistryKeys.builder()
                .clock(clock)
                .signFrom(NOON.minusSeconds(9), TestKeys.signer(pair))
                .signFrom(NOON, TestKeys.signer(next))
                .build();
        assertThat(rotated.currentKeyId()).isEqualTo(P256.keyId(pair.getPublic()));
        now[0] = NOON;
        assertThat(rotated.currentKeyId()).isEqualTo(P256.keyId(next.getPublic()));
        now[0] = NOON.minusSeconds(10);
        assertThatExceptionOfType(SigningException.class).isThrownBy(rotated::currentKeyId);
    }

    @Test
    void a_signer_whose_signature_is_not_by_its_key_speaks_for_nobody() {
        RegistrySigner lying = new RegistrySigner() {
            @Override
            public PublicKey publicKey() {
                return pair.getPublic();
            }

            @Override
            public byte[] sign(byte[] data) {
                return TestKeys.signer(TestKeys.p256()).sign(data);
            }
        };
        var broken = new RegistryStatements(RegistryKeys.of(lying), REGISTRY);
        assertThatExceptionOfType(SigningException.class).isThrownBy(() -> broken.publish(WIDGET, DIGEST));
        assertThatExceptionOfType(SigningException.class).isThrownBy(() -> broken.distSignature(WIDGET, "sha512-abc"));
    }

    @Test
    void keys_that_make_no_sense_are_refused_when_they_are_built() {
        assertThatIllegalStateException()
                .isThrownBy(() -> RegistryKeys.builder().build());
        assertThatIllegalStateException()
                .isThrownBy(() -> RegistryKeys.builder()
                        .signFrom(NOON, TestKeys.signer(pair))
                        .retired(pair.getPublic(), NOON)
                        .build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegistryKeys.builder()
                        .signFrom(NOON, TestKeys.signer(pair))
                        .signFrom(NOON, TestKeys.signer(TestKeys.p256())));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegistryKeys.builder()
                        .retired(TestKeys.pair("secp384r1").getPublic(), NOON));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RegistryStatements(keys, URI.create("http://registry.example")));
    }

    private PublicKey listedKey() throws Exception {
        String key = json(keys.toKeysJson()).objects("keys").get(0).string("key");
        return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(decode(key)));
    }

    private static boolean verifies(PublicKey key, byte[] data, byte[] signature) throws Exception {
        Signature check = Signature.getInstance("SHA256withECDSA");
        check.initVerify(key);
        check.update(data);
        return check.verify(signature);
    }

    private static JsonObject bundle(byte[] utf8) {
        return json(utf8);
    }

    private static JsonObject json(byte[] utf8) {
        return StrictJson.object(utf8, JsonLimits.small());
    }

    private static byte[] decode(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    private static String base64(KeyPair pair) {
        return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }
}
