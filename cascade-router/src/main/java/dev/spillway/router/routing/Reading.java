package dev.spillway.router.routing;

import java.util.Optional;

/**
 * What was read out of a reply, once, for all decisions that follow.
 *
 * @param score logarithm of the odds that it is right, by its words and the question's
 * @param logLength logarithm of its length
 * @param answer what it comes down to
 */
record Reading(double score, double logLength, Optional<String> answer) {

  static Reading of(double score, String reply) {
    return new Reading(score, Math.log1p(reply.length()), FinalAnswer.of(reply));
  }

  boolean agrees(Reading other) {
    return answer.isPresent() && answer.equals(other.answer);
  }
}
