package dev.spillway.worker.engine;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.worker.sample.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Writes down what a listener hears; {@link #answer} completes at the end or the failure. */
final class Recorder implements TokenListener {
  /** Everything that may not depend on company, cache, chunks, threads or kernels. */
  record Answer(List<Integer> ids, List<Float> logprobs, EndReason reason) {}

  final CompletableFuture<Answer> answer = new CompletableFuture<>();
  final CompletableFuture<ErrorKind> failure = new CompletableFuture<>();
  final List<Integer> ids = new ArrayList<>();
  final List<Float> logprobs = new ArrayList<>();
  volatile int cachedTokens = -1;
  volatile int resumedComputed = -1;
  private final IntConsumer onToken;
  private final int enough;

  Recorder() {
    this(_ -> {});
  }

  /**
   * @param onToken is told on the engine's thread how many tokens there are now
   */
  Recorder(IntConsumer onToken) {
    this(onToken, Integer.MAX_VALUE);
  }

  Recorder(IntConsumer onToken, int enough) {
    this.onToken = onToken;
    this.enough = enough;
  }

  @Override
  public void onStarted(int promptTokens, int cached) {
    cachedTokens = cached;
  }

  @Override
  public void onResumed(int computedTokens) {
    resumedComputed = computedTokens;
  }

  @Override
  public boolean onToken(Choice choice) {
    ids.add(choice.token());
    logprobs.add(choice.logprob());
    onToken.accept(ids.size());
    return ids.size() < enough;
  }

  @Override
  public void onEnd(EndReason reason, int cached) {
    cachedTokens = cached;
    answer.complete(new Answer(List.copyOf(ids), List.copyOf(logprobs), reason));
  }

  @Override
  public void onFailure(@Nullable ErrorKind kind) {
    failure.complete(kind);
    answer.completeExceptionally(new IllegalStateException("failed: " + kind));
  }
}
