package dev.spillway.worker.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/** How often each of the things seen of late was seen. Bounded: the longest unseen is forgotten. */
final class Sightings<T> {
  private final Map<T, Integer> counts;

  Sightings(int most) {
    counts =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<T, Integer> eldest) {
            return size() > most;
          }
        };
  }

  /** Sees it; returns how often it was seen before. */
  int see(T thing) {
    int before = counts.getOrDefault(thing, 0);
    counts.put(thing, before + 1);
    return before;
  }
}
