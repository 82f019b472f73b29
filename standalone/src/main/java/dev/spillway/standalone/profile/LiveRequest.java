package dev.spillway.standalone.profile;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.standalone.replay.trace.TraceRequest;
import dev.spillway.worker.engine.EndReason;
import dev.spillway.worker.engine.TokenListener;
import dev.spillway.worker.sample.Choice;
import java.util.concurrent.CompletableFuture;

/**
 * A request that the engine answers in real time, and when its tokens came. The engine's thread
 * writes; others read when it has ended.
 */
final class LiveRequest implements TokenListener {
  private final TraceRequest wanted;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile long sent;
  private long firstToken;
  private long lastToken;
  private int tokens;

  LiveRequest(TraceRequest wanted) {
    this.wanted = wanted;
  }

  TraceRequest wanted() {
    return wanted;
  }

  void sent(long now) {
    sent = now;
  }

  /** Waits for the end. */
  void join() {
    ended.join();
  }

  /** What was really asked and answered, to be played again. */
  TraceRequest asTrace(long start) {
    return new TraceRequest(sent - start, wanted.promptTokens(), tokens, wanted.prefix());
  }

  double timeToFirst() {
    return (firstToken - sent) / 1e9;
  }

  /** Zero for an answer of one token. */
  double timePerToken() {
    return tokens < 2 ? 0 : (lastToken - firstToken) / 1e9 / (tokens - 1);
  }

  int tokens() {
    return tokens;
  }

  @Override
  public void onStarted(int promptTokens, int cachedTokens) {}

  @Override
  public boolean onToken(Choice choice) {
    lastToken = System.nanoTime();
    if (tokens++ == 0) {
      firstToken = lastToken;
    }
    return tokens < wanted.answerTokens();
  }

  @Override
  public void onEnd(EndReason reason, int cachedTokens) {
    ended.complete(null);
  }

  @Override
  public void onFailure(ErrorKind kind) {
    ended.completeExceptionally(new IllegalStateException(kind.toString()));
  }
}
