package dev.registrykit.attest.log;

import dev.registrykit.core.event.SecurityEvent;

/**
 * What happened to the provenance of packages.
 *
 * <p>All of it concerns one package and belongs in its log; a host mails it to the package's owners. Refused releases are
 * events too, because they are what an owner wants to see after an attack.
 */
public sealed interface AttestEvent extends SecurityEvent permits ContinuityEvent, AttestationEvent {}
