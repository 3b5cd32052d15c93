package dev.registrykit.publish.log;

import dev.registrykit.core.event.SecurityEvent;

/**
 * What happened to tokens and trusted publishers.
 *
 * <p>An event that concerns several packages is stored once for each. Refused attempts are events too, because they are
 * what an owner wants to see after an attack.
 */
public sealed interface PublishEvent extends SecurityEvent
        permits TokenEvent, PublisherEvent, ExchangeEvent, LeakEvent, LoginEvent {}
