package dev.spillway.router.policy;

import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.Money;
import dev.spillway.router.routing.Verdict;
import dev.spillway.router.score.Inquiry;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * One request on its way through the tiers of a policy: {@link #next} says whom to ask, {@link
 * #replied} or {@link #cannot} what came of it, and so on until {@link #next} says whose answer to
 * give. Tiers are numbered from 0 in the policy's order. Ends after at most as many questions as
 * there are tiers. One thread at a time.
 */
public interface Course {

  /**
   * Whom to ask or whose answer to give; empty if there is neither, because tiers failed. An answer
   * that is not good enough is given where nobody is left who could give a better one.
   */
  Optional<Verdict> next();

  /**
   * The tier that was asked last has replied.
   *
   * @param cost of the reply
   * @param tokens how sure its model was of it
   */
  void replied(String reply, Money cost, AnswerStatistics tokens);

  /**
   * The tier that was asked last has said enough of a reply that {@link #isLost}; the rest is not
   * waited for.
   */
  void lost(Money cost, AnswerStatistics tokens);

  /**
   * What has to be asked of others before it is known how good the last reply is; empty if nothing.
   * Where there is something, {@link #heard} comes before anything else.
   */
  default Optional<Inquiry> inquiry() {
    return Optional.empty();
  }

  /**
   * What came of the inquiry.
   *
   * @param score what it says of the reply; empty if nobody said anything that can be read
   * @param cost of asking, whatever came of it
   */
  default void heard(OptionalDouble score, Money cost) {}

  /** The tier that was asked last cannot answer. */
  void cannot();

  /** Whether the reply of the tier that was asked last will be given, whatever it is. */
  boolean isFinal();

  /**
   * Whether a reply that began so shall be given, however it goes on. Where it says so once it is
   * held to it: the reply is final from then on, unless its tier breaks down.
   *
   * @param reply so far, made when it is needed
   */
  boolean commits(Supplier<String> reply, AnswerStatistics soFar);

  /** Whether a reply that began so will not be given if another tier answers. */
  boolean isLost(AnswerStatistics soFar);

  /** The probability or score of the last reply that was judged; empty if none was. */
  OptionalDouble confidence();
}
