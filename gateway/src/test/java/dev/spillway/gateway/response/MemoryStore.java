package dev.spillway.gateway.response;

import dev.spillway.cache.CachedResponse;
import dev.spillway.cache.ResponseKey;
import dev.spillway.cache.ResponseStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers in memory, which are found when the test says so. */
final class MemoryStore implements ResponseStore {
  final Map<ResponseKey, CachedResponse> kept = new HashMap<>();

  /** No lookup ends before this. */
  CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

  int lookups;

  @Override
  public CompletionStage<Optional<CachedResponse>> find(ResponseKey key) {
    lookups++;
    return gate.thenApply(open -> Optional.ofNullable(kept.get(key)));
  }

  @Override
  public boolean keep(ResponseKey key, CachedResponse response) {
    kept.put(key, response);
    return true;
  }

  @Override
  public void close() {}
}
