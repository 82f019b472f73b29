package dev.spillway.worker.engine;

import dev.spillway.cache.TextOwner;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.worker.sample.Choice;
import dev.spillway.worker.sample.Sampler;
import dev.spillway.worker.schedule.Incoming;
import dev.spillway.worker.schedule.Sequence;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A request while it is in the engine. Only {@link #cancel} may be called by other threads. */
final class Generation extends Sequence implements Ticket {
  private final TokenListener listener;
  private final Sampler sampler;
  private final Runnable wakeEngine;
  private volatile boolean cancelled;
  private final DraftLength draftLength = new DraftLength();
  private Followers followers = new Followers(List.of());
  private int promptRead;
  private int cachedCounted;
  private @Nullable Loading loading;
  private int savedGroups;

  /** Tokens of the answer that another engine gave, until that was told. */
  private int resumed;

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
    this.resumed = answered.length;
  }

  /**
   * Before it is submitted: whose text it is, and what is on its way from the store.
   *
   * @param coming null if nothing is shared
   */
  void share(TextOwner owner, @Nullable Loading coming) {
    loading = coming;
    belongs(owner, coming == null ? Incoming.NONE : coming);
  }

  /** Whether something may come for it, or seem too slow, without anything happening here. */
  boolean isPending() {
    return loading != null && missing() > 1 && loading.isPending();
  }

  /** Groups of blocks from the first that others can have already. */
  int savedGroups() {
    return loading == null ? Integer.MAX_VALUE : Math.max(savedGroups, loading.present());
  }

  void savedGroups(int groups) {
    savedGroups = groups;
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

  /** Prompt tokens that are computed for the first time when {@code [from, until)} are. */
  int promptRead(int from, int until) {
    int before = Math.max(promptRead, from);
    promptRead = Math.max(before, Math.min(until, promptTokens()));
    return promptRead - before;
  }

  /** Prompt tokens that were found computed since this was last asked. */
  int newlyCached() {
    int before = cachedCounted;
    cachedCounted = cachedTokens();
    return cachedCounted - before;
  }

  void started() {
    if (!cancelled) {
      listener.onStarted(promptTokens(), cachedTokens());
    }
  }

  /** Chooses the next token; says why it was the last, if it was. */
  Optional<EndReason> next(float[] logits, int from, int vocabulary, EndTokens ends) {
    if (resumed > 0 && !cancelled) {
      listener.onResumed(promptTokens() + resumed - foundTokens());
      resumed = 0;
    }
    Choice choice = sampler.choose(logits, from, vocabulary);
    boolean full = append(choice.token());
    boolean enough = !cancelled && !listener.onToken(choice);
    // Of a text that is whole and cannot go on, the end need not be computed.
    if (ends.contains(choice.token()) || sampler.complete()) {
      return Optional.of(EndReason.EOS);
    }
    if (enough) {
      return Optional.of(EndReason.STOPPED);
    }
    return full ? Optional.of(EndReason.LENGTH) : Optional.empty();
  }

  void ended(EndReason reason) {
    if (!cancelled) {
      listener.onEnd(reason, cachedTokens());
    }
  }

  void failed(ErrorKind kind) {
    if (!cancelled) {
      listener.onFailure(kind);
    }
  }
}
