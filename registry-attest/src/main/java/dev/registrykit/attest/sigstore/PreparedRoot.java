package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.sigstore.VerificationKey.UnusableKeyException;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.attest.trustroot.TrustRootException;
import dev.registrykit.attest.trustroot.TrustedAuthority;
import dev.registrykit.attest.trustroot.TrustedLog;
import java.security.Provider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.jspecify.annotations.Nullable;

/** A trust root whose keys are decoded and whose chains are checked, once; safe to share between threads. */
final class PreparedRoot {
    private final TrustRoot source;
    private final VerificationOptions options;
    private final Provider provider;
    private final List<AuthorityChain> certificateAuthorities;
    private final List<AuthorityChain> timestampAuthorities;
    private final Map<String, Log> transparencyLogs;
    private final Map<String, Log> certificateLogs;
    private final Map<X509CertificateHolder, SignerInformationVerifier> timestampVerifiers = new ConcurrentHashMap<>();

    /** A log of the trust root, with its key. */
    static final class Log {
        private final TrustedLog log;
        private final String id;
        private final VerificationKey key;

        private Log(TrustedLog log, String id, VerificationKey key) {
            this.log = log;
            this.id = id;
            this.key = key;
        }

        String id() {
            return id;
        }

        VerificationKey key() {
            return key;
        }

        String url() {
            return log.url();
        }

        String origin() {
            return log.origin();
        }

        byte[] keyHint() {
            return log.checkpointKeyId();
        }

        boolean usedAt(Instant time) {
            return log.usedAt(time);
        }
    }

    /**
     * The trust root, ready to use.
     *
     * @throws TrustRootException if a chain or key of it is unusable
     */
    PreparedRoot(TrustRoot source, VerificationOptions options, Provider provider) {
        this.source = source;
        this.options = options;
        this.provider = provider;
        this.certificateAuthorities = chains(source.certificateAuthorities(), KeyPurposeId.id_kp_codeSigning, provider);
        this.timestampAuthorities = chains(source.timestampAuthorities(), KeyPurposeId.id_kp_timeStamping, provider);
        this.transparencyLogs = logs(source.transparencyLogs(), provider);
        this.certificateLogs = logs(source.certificateLogs(), provider);
        for (AuthorityChain authority : timestampAuthorities) {
            X509CertificateHolder signer = authority.signer();
            if (signer != null) {
                timestampVerifiers.put(signer, verifier(signer, provider));
            }
        }
    }

    private static List<AuthorityChain> chains(
            List<TrustedAuthority> authorities, KeyPurposeId purpose, Provider provider) {
        List<AuthorityChain> chains = new ArrayList<>(authorities.size());
        for (TrustedAuthority authority : authorities) {
            chains.add(AuthorityChain.of(authority, purpose, provider));
        }
        return List.copyOf(chains);
    }

    private static Map<String, Log> logs(List<TrustedLog> trusted, Provider provider) {
        Map<String, Log> logs = new HashMap<>();
        for (TrustedLog log : trusted) {
            String id = HexFormat.of().formatHex(log.logId());
            try {
                Log prepared = new Log(log, id, VerificationKey.of(log.publicKey(), log.keyDetails(), provider));
                if (logs.put(id, prepared) != null) {
                    throw new TrustRootException(
                            "the trust root names the log " + log.url() + " twice",
                            new IllegalArgumentException("two keys of one id"));
                }
            } catch (UnusableKeyException unusable) {
                throw new TrustRootException("the key of the log " + log.url() + " cannot be used", unusable);
            }
        }
        return Map.copyOf(logs);
    }

    private static SignerInformationVerifier verifier(X509CertificateHolder signer, Provider provider) {
        try {
            return TimestampSignatures.by(VerificationKey.of(signer.getSubjectPublicKeyInfo(), provider));
        } catch (UnusableKeyException unusable) {
            throw new TrustRootException("the key of a timestamp authority cannot be used", unusable);
        }
    }

    TrustRoot source() {
        return source;
    }

    VerificationOptions options() {
        return options;
    }

    /** The authority that has issued the certificate, or null when none of this trust root has. */
    @Nullable AuthorityChain issuerOf(SignerCertificate certificate) {
        for (AuthorityChain authority : certificateAuthorities) {
            if (authority.hasIssued(certificate)) {
                return authority;
            }
        }
        return null;
    }

    List<AuthorityChain> timestampAuthorities() {
        return timestampAuthorities;
    }

    @Nullable Log transparencyLog(byte[] logId) {
        return transparencyLogs.get(HexFormat.of().formatHex(logId));
    }

    @Nullable Log certificateLog(byte[] logId) {
        return certificateLogs.get(HexFormat.of().formatHex(logId));
    }

    /** What checks the signatures of a timestamp authority; kept only for those that the trust root itself names. */
    SignerInformationVerifier timestampVerifier(X509CertificateHolder signer) {
        SignerInformationVerifier kept = timestampVerifiers.get(signer);
        return kept != null ? kept : verifier(signer, provider);
    }
}
