package dev.spillway.standalone.replay.twin;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a shared store holds: groups of tokens, each known by a hash of itself and all before it.
 * Those not used for longest make room, as in a Redis with {@code allkeys-lru}.
 */
final class SharedTier {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final SharedStore store;
  private final Map<Long, Boolean> groups;

  SharedTier(SharedStore store) {
    this.store = store;
    groups =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > store.groups();
          }
        };
  }

  SharedStore store() {
    return store;
  }

  /** The names of the whole groups of some tokens. */
  long[] names(int[] tokens) {
    var names = new long[tokens.length / store.groupTokens()];
    long hash = 0;
    for (int i = 0; i < names.length * store.groupTokens(); i++) {
      hash = (hash ^ tokens[i]) * GOLDEN;
      hash ^= hash >>> 29;
      names[i / store.groupTokens()] = hash;
    }
    return names;
  }

  /** How many there are from the first on. */
  int present(long[] names) {
    int present = 0;
    while (present < names.length && groups.containsKey(names[present])) {
      present++;
    }
    return present;
  }

  /** The last first, so that the beginnings of prompts stay for longest. */
  void use(long[] names, int from) {
    for (int i = names.length - 1; i >= from; i--) {
      groups.put(names[i], true);
    }
  }
}
