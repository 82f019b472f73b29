package dev.spillway.gateway.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * Which rows are wanted.
 *
 * @param actor its id, or its name
 * @param resource that, and what is below it
 * @param since from then on
 * @param until before then
 */
public record AuditFilter(
    Optional<String> actor,
    Optional<String> method,
    Optional<String> resource,
    Optional<String> outcome,
    Optional<String> requestId,
    Optional<Instant> since,
    Optional<Instant> until) {}
