package dev.spillway.gateway.quota;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

  /** By organisation and id. */
  private final Map<String, Map<String, Open>> open = new HashMap<>();

  private int count;

  private record Open(Lease lease, long since) {}

  /**
   * @param longest that a request may take
   */
  OpenClaims(LongSupplier nanoTime, Duration longest) {
    this.nanoTime = nanoTime;
    this.longest = longest;
  }

  synchronized void add(Claim claim, Lease lease) {
    var before =
        open.computeIfAbsent(claim.organisation(), id -> new HashMap<>())
            .put(claim.id(), new Open(lease, nanoTime.getAsLong()));
    count += before == null ? 1 : 0;
  }

  synchronized void remove(Claim claim) {
    var ids = open.get(claim.organisation());
    if (ids != null && ids.remove(claim.id()) != null) {
      count--;
      if (ids.isEmpty()) {
        open.remove(claim.organisation());
      }
    }
  }

  /** Absent of what is over. */
  synchronized Optional<Lease> lease(Claim claim) {
    return Optional.ofNullable(open.get(claim.organisation()))
        .map(ids -> ids.get(claim.id()))
        .map(Open::lease);
  }

  synchronized int count() {
    return count;
  }

  /** How many are not certain to be held any more. */
  synchronized long uncertain() {
    return open.values().stream()
        .flatMap(ids -> ids.values().stream())
        .filter(each -> !each.lease().isCertain())
        .count();
  }

  /** Gives organisations and some of their reservations' leases by id, until all were given. */
  void inBatches(BiConsumer<String, Map<String, Lease>> renewal) {
    young()
        .forEach(
            (organisation, leases) -> {
              var batch = new HashMap<String, Lease>();
              for (var each : leases.entrySet()) {
                batch.put(each.getKey(), each.getValue());
                if (batch.size() == BATCH) {
                  renewal.accept(organisation, Map.copyOf(batch));
                  batch.clear();
                }
              }
              if (!batch.isEmpty()) {
                renewal.accept(organisation, batch);
              }
            });
  }

  private synchronized Map<String, Map<String, Lease>> young() {
    long oldest = nanoTime.getAsLong() - longest.toNanos();
    open.values().forEach(ids -> ids.values().removeIf(each -> each.since() - oldest < 0));
    open.values().removeIf(Map::isEmpty);
    count = open.values().stream().mapToInt(Map::size).sum();
    var young = new HashMap<String, Map<String, Lease>>();
    open.forEach((organisation, ids) -> young.put(organisation, leases(ids)));
    return young;
  }

  private static Map<String, Lease> leases(Map<String, Open> open) {
    var leases = new HashMap<String, Lease>();
    open.forEach((id, each) -> leases.put(id, each.lease()));
    return leases;
  }
}
