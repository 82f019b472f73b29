package dev.spillway.standalone.replay.twin;

import dev.spillway.cache.TextOwner;
import dev.spillway.worker.schedule.Plan.Share;
import dev.spillway.worker.schedule.Sequence;
import org.jspecify.annotations.Nullable;

/** A request in a simulated worker: it answers with as many tokens as it did in the trace. */
final class SimulatedSequence extends Sequence {
  private final Call call;
  private int answered;
  private int computedBefore;
  private int evictions;
  private long recomputedTokens;
  private long began = -1;
  private long firstToken;
  private long lastToken;
  private long longestPause;
  private @Nullable SimulatedLoading loading;

  /**
   * @param maxTokens that the client allows; the scheduler knows no other bound
   */
  SimulatedSequence(Call call, int maxTokens) {
    super(
        PromptTokens.of(call.request(), call.serial()),
        Math.max(maxTokens, call.request().answerTokens()),
        call.predictedTokens());
    this.call = call;
  }

  /** Before it is offered. */
  void loads(SimulatedLoading from) {
    loading = from;
    belongs(TextOwner.NOBODY, from);
  }

  /** When what it waits for will be there; never, if it waits for nothing. */
  long loaded() {
    return loading != null && loading.isPending() ? loading.ready() : Long.MAX_VALUE;
  }

  Call call() {
    return call;
  }

  boolean begun() {
    return began >= 0;
  }

  /** It takes part in a step. */
  void share(Share<SimulatedSequence> share, long now) {
    if (!begun()) {
      began = now;
    } else if (share.from() < computedBefore) {
      evictions++;
      recomputedTokens += computedBefore - share.from();
    }
    computedBefore = share.from() + share.count();
  }

  /** Its next token is there; returns whether that is the last. */
  boolean answer(long now) {
    if (answered == 0) {
      firstToken = now;
    } else {
      longestPause = Math.max(longestPause, now - lastToken);
    }
    lastToken = now;
    append(PromptTokens.token(call.serial(), length()));
    return ++answered == call.request().answerTokens();
  }

  Outcome outcome() {
    return new Outcome(
        call.serial(),
        promptTokens(),
        answered,
        cachedTokens(),
        loading == null ? 0 : loading.loadedTokens(),
        call.arrival(),
        began,
        firstToken,
        lastToken,
        longestPause,
        evictions,
        recomputedTokens);
  }
}
