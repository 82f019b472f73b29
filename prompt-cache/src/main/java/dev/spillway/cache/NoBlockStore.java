package dev.spillway.cache;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** See {@link BlockStore#NONE}. */
final class NoBlockStore implements BlockStore {
  @Override
  public CompletionStage<Integer> present(List<String> names) {
    return CompletableFuture.completedFuture(0);
  }

  @Override
  public CompletionStage<Optional<byte[]>> read(String name) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public boolean write(String name, byte[] value) {
    return false;
  }

  @Override
  public boolean takes(int bytes) {
    return false;
  }

  @Override
  public String state() {
    return "off";
  }

  @Override
  public void close() {}
}
