package dev.spillway.gateway.quota;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Reservations of requests under way here, whose leases have to be renewed. One that is older than
 * any request may become is not renewed any more: a place must not be lost for ever by a defect.
 */
final class OpenClaims {
  /** Of one renewal. */
  private static final int BATCH = 1_000;

  private final LongSupplier nanoTime;
  private final Duration longest;

  /** When they began, by organisation and id. */
  private final Map<String, Map<String, Long>> begun = new HashMap<>();

  private int count;

  /**
   * @param longest that a request may take
   */
  OpenClaims(LongSupplier nanoTime, Duration longest) {
    this.nanoTime = nanoTime;
    this.longest = longest;
  }

  synchronized void add(Claim claim) {
    var before =
        begun
            .computeIfAbsent(claim.organisation(), id -> new HashMap<>())
            .put(claim.id(), nanoTime.getAsLong());
    count += before == null ? 1 : 0;
  }

  synchronized void remove(Claim claim) {
    var ids = begun.get(claim.organisation());
    if (ids != null && ids.remove(claim.id()) != null) {
      count--;
      if (ids.isEmpty()) {
        begun.remove(claim.organisation());
      }
    }
  }

  synchronized int count() {
    return count;
  }

  /** Gives organisations and some of their reservations, until all were given. */
  void inBatches(BiConsumer<String, List<String>> renewal) {
    young()
        .forEach(
            (organisation, ids) -> {
              for (int from = 0; from < ids.size(); from += BATCH) {
                renewal.accept(organisation, ids.subList(from, Math.min(ids.size(), from + BATCH)));
              }
            });
  }

  private synchronized Map<String, List<String>> young() {
    long oldest = nanoTime.getAsLong() - longest.toNanos();
    begun.values().forEach(ids -> ids.values().removeIf(since -> since - oldest < 0));
    begun.values().removeIf(Map::isEmpty);
    count = begun.values().stream().mapToInt(Map::size).sum();
    var young = new HashMap<String, List<String>>();
    begun.forEach((organisation, ids) -> young.put(organisation, new ArrayList<>(ids.keySet())));
    return young;
  }
}
