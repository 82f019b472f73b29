package dev.spillway.gateway.cascade;

import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Takes down what a run asks of its tiers, one tier after another. */
final class Visits {
  private final Loop loop;
  private final List<TierVisit> over = new ArrayList<>();

  /** Absent between two tiers. */
  private @Nullable Tier tier;

  private long begin;
  private int attempts;
  private Usage usage = Usage.NONE;
  private Money cost = Money.ZERO;
  private Optional<Duration> firstToken = Optional.empty();
  private Duration waited = Duration.ZERO;

  /** While it stands in line: since when. */
  private OptionalLong standing = OptionalLong.empty();

  Visits(Loop loop) {
    this.loop = loop;
  }

  void begin(Tier asked) {
    tier = asked;
    begin = loop.nanoTime();
    attempts = 0;
    usage = Usage.NONE;
    cost = Money.ZERO;
    firstToken = Optional.empty();
    waited = Duration.ZERO;
    standing = OptionalLong.empty();
  }

  /** The request stands in line for a place at the tier. */
  void waits() {
    standing = OptionalLong.of(loop.nanoTime());
  }

  /** It does not any more. */
  void waited() {
    standing.ifPresent(since -> waited = waited.plusNanos(loop.nanoTime() - since));
    standing = OptionalLong.empty();
  }

  /** A worker is asked. What another one said before it is forgotten, but stays paid for. */
  void attempt() {
    attempts++;
    firstToken = Optional.empty();
  }

  /** Another worker is asked to go on; nothing is forgotten. */
  void resumed() {
    attempts++;
  }

  void token() {
    if (firstToken.isEmpty()) {
      firstToken = Optional.of(took());
    }
  }

  void paid(Usage used, Money amount) {
    usage = usage.plus(used);
    cost = cost.plus(amount);
  }

  void replied(Ending ending, OptionalDouble confidence, AnswerStatistics tokens, String text) {
    end(ending, confidence, tokens, Optional.empty(), text);
  }

  /** What was heard of the last reply. */
  void judged(OptionalDouble confidence, Opinion opinion) {
    over.add(over.removeLast().judged(confidence, opinion));
  }

  /** The tier gave nothing that can be used. */
  void failed(String error) {
    end(Ending.FAILED, OptionalDouble.empty(), AnswerStatistics.EMPTY, Optional.of(error), "");
  }

  /** The tier's reply was the answer, and broke off; nothing if it was over before. */
  void brokeOff(Ending ending, Optional<String> error, HeldBack held) {
    if (tier != null) {
      end(ending, OptionalDouble.empty(), held.statistics(), error, held.all());
    }
  }

  List<TierVisit> all() {
    return over;
  }

  private void end(
      Ending ending,
      OptionalDouble confidence,
      AnswerStatistics tokens,
      Optional<String> error,
      String text) {
    if (tier != null) {
      waited();
      over.add(
          new TierVisit(
              tier,
              attempts,
              usage,
              cost,
              confidence,
              tokens,
              firstToken,
              took(),
              waited,
              ending,
              error,
              text,
              Optional.empty()));
      tier = null;
    }
  }

  private Duration took() {
    return Duration.ofNanos(loop.nanoTime() - begin);
  }
}
