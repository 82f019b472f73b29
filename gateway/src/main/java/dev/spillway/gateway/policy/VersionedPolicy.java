package dev.spillway.gateway.policy;

import dev.spillway.router.policy.Policy;
import java.time.Instant;

/**
 * A policy as it was written at some time.
 *
 * @param version counted from 1 for each name
 */
public record VersionedPolicy(int version, Policy policy, Instant changedAt) {}
