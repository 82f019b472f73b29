package dev.spillway.gateway.quota;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Reservations of requests under way here, whose leases have to be renewed. */
final class OpenClaims {
  /** Of one renewal. */
  private static final int BATCH = 1_000;

  private final Map<String, Set<String>> byOrganisation = new HashMap<>();
  private int count;

  synchronized void add(Claim claim) {
    if (byOrganisation
        .computeIfAbsent(claim.organisation(), id -> new LinkedHashSet<>())
        .add(claim.id())) {
      count++;
    }
  }

  synchronized void remove(Claim claim) {
    var ids = byOrganisation.get(claim.organisation());
    if (ids != null && ids.remove(claim.id())) {
      count--;
      if (ids.isEmpty()) {
        byOrganisation.remove(claim.organisation());
      }
    }
  }

  synchronized int count() {
    return count;
  }

  /** Gives organisations and some of their reservations, until all were given. */
  void inBatches(BiConsumer<String, List<String>> renewal) {
    copy()
        .forEach(
            (organisation, ids) -> {
              for (int from = 0; from < ids.size(); from += BATCH) {
                renewal.accept(organisation, ids.subList(from, Math.min(ids.size(), from + BATCH)));
              }
            });
  }

  private synchronized Map<String, List<String>> copy() {
    var copy = new HashMap<String, List<String>>();
    byOrganisation.forEach((organisation, ids) -> copy.put(organisation, new ArrayList<>(ids)));
    return copy;
  }
}
