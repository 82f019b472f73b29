package dev.spillway.router.routing;

import dev.spillway.router.AnswerStatistics;
import java.util.Optional;

/**
 * What was read out of a reply, once, for all decisions that follow.
 *
 * @param score logarithm of the odds that it is right, by its words and the question's
 * @param shape what can be counted in it
 * @param logCost logarithm of what it cost
 * @param answer what it comes down to
 * @param tokens how sure its model was of its tokens; empty where the model does not tell
 */
record Reading(
    double score,
    ReplyShape shape,
    double logCost,
    Optional<String> answer,
    Optional<AnswerStatistics> tokens) {

  /** How many {@link #doubts} there are. */
  static final int DOUBTS = 9;

  /** Of a cost of nothing there is no logarithm. */
  private static final double LEAST_COST = 1e-12;

  static Reading of(
      double score, String question, String reply, double cost, Optional<AnswerStatistics> tokens) {
    var answer = FinalAnswer.of(reply);
    return new Reading(
        score,
        ReplyShape.of(question, reply, answer),
        Math.log(Math.max(LEAST_COST, cost)),
        answer.map(FinalAnswer::text),
        tokens);
  }

  boolean agrees(Reading other) {
    return answer.isPresent() && answer.equals(other.answer);
  }

  /**
   * Writes how sure the model was; zeros where it does not tell.
   *
   * @return the index after the last
   */
  int doubts(double[] to, int at) {
    if (tokens.isEmpty()) {
      return at + DOUBTS;
    }
    var sure = tokens.get();
    to[at] = 1;
    to[at + 1] = sure.min();
    to[at + 2] = sure.secondMin();
    to[at + 3] = sure.normalisedMin();
    to[at + 4] = sure.mean();
    to[at + 5] = Math.log1p(-sure.sum());
    to[at + 6] = sure.first();
    to[at + 7] = Math.log1p(sure.doubtful());
    to[at + 8] = Math.exp(sure.min());
    return at + DOUBTS;
  }
}
