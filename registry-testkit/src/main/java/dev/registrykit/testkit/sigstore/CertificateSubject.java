package dev.registrykit.testkit.sigstore;

import dev.registrykit.core.workload.WorkloadIdentity;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whom a certificate names.
 *
 * @param name the subject alternative name
 * @param issuer who vouched for it
 * @param workload what is said about the job, or null for a person
 */
record CertificateSubject(
        String name, String issuer, @Nullable WorkloadIdentity workload) {
    static CertificateSubject job(WorkloadIdentity job) {
        return new CertificateSubject(
                Objects.requireNonNull(job.buildSigner(), "a job's certificate is named by its buildSigner"),
                job.issuer(),
                job);
    }
}
