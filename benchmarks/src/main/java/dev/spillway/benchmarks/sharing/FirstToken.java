package dev.spillway.benchmarks.sharing;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.worker.engine.EndReason;
import dev.spillway.worker.engine.TokenListener;
import dev.spillway.worker.sample.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** How long one request waits for its first token, and what it is told. */
final class FirstToken implements TokenListener {
  /**
   * @param seconds to the first token
   * @param cached tokens of the prompt that were not computed
   */
  record Seen(double seconds, int cached, List<Integer> tokens) {}

  private final long began = System.nanoTime();
  private final List<Integer> tokens = new ArrayList<>();
  private final CompletableFuture<Seen> seen = new CompletableFuture<>();
  private double seconds;

  Seen await() {
    return seen.join();
  }

  @Override
  public void onStarted(int promptTokens, int cachedTokens) {}

  @Override
  public boolean onToken(Choice choice) {
    if (tokens.isEmpty()) {
      seconds = (System.nanoTime() - began) / 1e9;
    }
    tokens.add(choice.token());
    return true;
  }

  @Override
  public void onEnd(EndReason reason, int cachedTokens) {
    seen.complete(new Seen(seconds, cachedTokens, List.copyOf(tokens)));
  }

  @Override
  public void onFailure(ErrorKind kind) {
    seen.completeExceptionally(new IllegalStateException(kind.toString()));
  }
}
