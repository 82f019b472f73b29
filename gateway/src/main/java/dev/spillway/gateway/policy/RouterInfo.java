package dev.spillway.gateway.policy;

import java.time.Instant;
import java.util.List;

/**
 * A learned router, without what it learned.
 *
 * @param tiers that it learned, in its order
 * @param report JSON: how it did on examples that it had not learned from
 */
public record RouterInfo(
    String name, List<String> tiers, String report, String createdBy, Instant createdAt) {
  public RouterInfo {
    tiers = List.copyOf(tiers);
  }
}
