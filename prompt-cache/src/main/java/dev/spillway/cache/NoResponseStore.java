package dev.spillway.cache;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** See {@link ResponseStore#NONE}. */
final class NoResponseStore implements ResponseStore {
  @Override
  public CompletionStage<Optional<CachedResponse>> find(ResponseKey key) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public boolean keep(ResponseKey key, CachedResponse response) {
    return false;
  }

  @Override
  public void close() {}
}
