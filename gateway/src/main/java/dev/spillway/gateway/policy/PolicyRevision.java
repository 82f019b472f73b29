package dev.spillway.gateway.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One version of a policy as it is stored. It was valid when it was written; whether it is valid
 * here and now, with this gateway's tiers, {@link PolicyRules} says.
 *
 * @param version counted from 1 for each name
 * @param conduct JSON, as {@link ConductJson} reads it
 * @param comment why it was made, if the maker said so
 * @param createdBy {@code gateway} for what is shipped, {@code admin} for what the admin API wrote
 */
public record PolicyRevision(
    String name,
    int version,
    List<String> tiers,
    StoredRule rule,
    String conduct,
    Optional<String> comment,
    String createdBy,
    Instant createdAt) {

  public PolicyRevision {
    tiers = List.copyOf(tiers);
  }

  /** Whether another version is the same policy. */
  boolean hasContentOf(PolicyRevision other) {
    return tiers.equals(other.tiers) && rule.equals(other.rule) && conduct.equals(other.conduct);
  }
}
