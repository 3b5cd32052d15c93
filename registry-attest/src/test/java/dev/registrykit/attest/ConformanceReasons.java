package dev.registrykit.attest;

import java.util.Map;

/** Why each negative case of sigstore-conformance is refused. */
final class ConformanceReasons {
    static final Map<String, String> EXPECTED = Map.ofEntries(
            Map.entry("bundle-empty-certificate-chain_fail", "bundle-malformed"),
            Map.entry("bundle-invalid-base64-signature_fail", "bundle-malformed"),
            Map.entry("bundle-malformed-json_fail", "bundle-malformed"),
            Map.entry("bundle-unknown-version_fail", "bundle-malformed"),
            Map.entry("rekor2-timestamp-with-incorrect-time_fail", "bundle-malformed"),
            Map.entry("integrated-time-in-future_fail", "certificate-expired"),
            Map.entry("message-digest-mismatch_fail", "digest-mismatch"),
            Map.entry("dsse-mismatch-envelope_fail", "log-entry-mismatch"),
            Map.entry("wrong-hashedrekord-artifact_fail", "log-entry-mismatch"),
            Map.entry("wrong-hashedrekord-entry_fail", "log-entry-mismatch"),
            Map.entry("bundle-with-root-cert_fail", "bundle-malformed"),
            Map.entry("checkpoint-bad-keyhint_fail", "log-proof-invalid"),
            Map.entry("inclusion-proof-corrupted-hash_fail", "log-proof-invalid"),
            Map.entry("invalid-checkpoint-signature_fail", "log-proof-invalid"),
            Map.entry("invalid-inclusion-proof_fail", "log-proof-missing"),
            Map.entry("rekor2-checkpoint-missing-log-signature_fail", "log-proof-invalid"),
            Map.entry("rekor2-checkpoint-missing-origin_fail", "log-proof-invalid"),
            Map.entry("rekor2-checkpoint-missing-root-hash_fail", "log-proof-invalid"),
            Map.entry("rekor2-checkpoint-no-matching-signature_fail", "log-proof-invalid"),
            Map.entry("rekor2-no-inclusion-proof_fail", "log-proof-missing"),
            Map.entry("dsse-invalid-sig_fail", "signature-invalid"),
            Map.entry("signature-mismatch_fail", "signature-invalid"),
            Map.entry("rekor2-timestamp-outside-trust-root-tsa-validity_fail", "timestamp-invalid"),
            Map.entry("rekor2-timestamp-payload-mismatch_fail", "timestamp-invalid"),
            Map.entry("rekor2-timestamp-untrusted-tsa-with-embedded-cert_fail", "timestamp-invalid"),
            Map.entry("rekor2-timestamp-untrusted-tsa-without-embedded-cert_fail", "timestamp-invalid"),
            Map.entry("rekor2-no-timestamp_fail", "timestamp-missing"),
            Map.entry("intoto-expired-certificate_fail", "certificate-expired"),
            Map.entry("intoto-log-entry-mismatch_fail", "log-entry-mismatch"),
            Map.entry("intoto-missing-inclusion-proof_fail", "log-proof-missing"),
            Map.entry("intoto-set-outside-signing-cert-validity_fail", "certificate-expired"),
            Map.entry("managed-key-no-key_fail", "key-unknown"),
            Map.entry("rekor2-dsse-invalid-sig_fail", "signature-invalid"),
            Map.entry("rekor2-dsse-mismatch-sig_fail", "log-entry-mismatch"));

    private ConformanceReasons() {}
}
