package dev.spillway.gateway.policy;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The policies at one moment, by name. Immutable. Versions only grow, so merging what was learned
 * in any order and any number of times gives the same snapshot.
 */
record PolicySnapshot(SortedMap<String, LivePolicy> byName) {
  static final PolicySnapshot EMPTY = new PolicySnapshot(Collections.emptySortedMap());

  Optional<LivePolicy> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** In order of their names. */
  Stream<LivePolicy> all() {
    return byName.values().stream();
  }

  PolicySnapshot with(List<LivePolicy> learned) {
    var merged = new TreeMap<>(byName);
    for (var policy : learned) {
      merged.merge(
          policy.name(),
          policy,
          (known, other) -> other.version() > known.version() ? other : known);
    }
    return new PolicySnapshot(Collections.unmodifiableSortedMap(merged));
  }
}
