package dev.spillway.worker.engine;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.worker.sample.Choice;
import dev.spillway.worker.sample.Sampler;
import dev.spillway.worker.schedule.Sequence;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A request while it is in the engine. Only {@link #cancel} may be called by other threads. */
final class Generation extends Sequence implements Ticket {
  private final TokenListener listener;
  private final Sampler sampler;
  private final Runnable wakeEngine;
  private volatile boolean cancelled;
  private final DraftLength draftLength = new DraftLength();
  private Followers followers = new Followers(List.of());
  private int promptRead;

  Generation(
      int[] prompt,
      int[] answered,
      int maxTokens,
      OptionalInt predicted,
      Sampler sampler,
      TokenListener listener,
      Runnable wakeEngine) {
    super(prompt, answered, maxTokens, predicted);
    this.sampler = sampler;
    this.listener = listener;
    this.wakeEngine = wakeEngine;
  }

  @Override
  public void cancel() {
    cancelled = true;
    wakeEngine.run();
  }

  boolean cancelled() {
    return cancelled;
  }

  /** Those with the same prompt that wait until it is read. */
  Followers followers() {
    return followers;
  }

  void lead(Followers all) {
    followers = all;
  }

  @Override
  protected int[] guess(int most) {
    int length = Math.min(most, draftLength.next());
    return length == 0 ? new int[0] : PromptLookup.guess(this::token, length(), length);
  }

  void guessed(int drafted, int accepted) {
    draftLength.checked(drafted, accepted);
  }

  /** Prompt tokens that are computed for the first time now that {@code until} are. */
  int promptRead(int until) {
    int before = Math.max(promptRead, cachedTokens());
    promptRead = Math.max(before, Math.min(until, promptTokens()));
    return promptRead - before;
  }

  void started() {
    if (!cancelled) {
      listener.onStarted(promptTokens(), cachedTokens());
    }
  }

  /** Chooses the next token; says why it was the last, if it was. */
  Optional<EndReason> next(float[] logits, int from, int vocabulary, EndTokens ends) {
    Choice choice = sampler.choose(logits, from, vocabulary);
    boolean full = append(choice.token());
    boolean enough = !cancelled && !listener.onToken(choice.token(), choice.logprob());
    if (ends.contains(choice.token())) {
      return Optional.of(EndReason.EOS);
    }
    if (enough) {
      return Optional.of(EndReason.STOPPED);
    }
    return full ? Optional.of(EndReason.LENGTH) : Optional.empty();
  }

  void ended(EndReason reason) {
    if (!cancelled) {
      listener.onEnd(reason);
    }
  }

  void failed(ErrorKind kind) {
    if (!cancelled) {
      listener.onFailure(kind);
    }
  }
}
