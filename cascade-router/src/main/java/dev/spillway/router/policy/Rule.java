package dev.spillway.router.policy;

import static dev.spillway.router.policy.Policy.invalid;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.Money;
import dev.spillway.router.budget.Pace;
import dev.spillway.router.learn.Meaning;
import dev.spillway.router.routing.CascadeRouter;
import dev.spillway.router.score.Scorer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** How a policy decides who is asked and whose answer is given. */
public sealed interface Rule {

  /** The greatest worth of a right answer, in dollars: beyond it cost would not matter any more. */
  double MAX_WORTH = 1e6;

  /**
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the field, if the rule is
   *     not one for so many tiers
   */
  void check(int tiers);

  /**
   * The way of one request through so many tiers.
   *
   * @param streaming when its answer may begin to leave
   */
  Course begin(List<ChatMessage> messages, int tiers, Streaming streaming, Terms terms);

  /** The same for a plain request without a budget. */
  default Course begin(List<ChatMessage> messages, int tiers) {
    return begin(messages, tiers, Streaming.BUFFERED, Terms.FREE);
  }

  /**
   * Whose embedding of a question it decides by, if by any. It decides without, but not as well.
   */
  default Optional<String> meaningModel() {
    return Optional.empty();
  }

  /** Whether it can {@link #judge} answers that nobody gave to the question. */
  boolean judges();

  /**
   * How likely a tier's answer to another question is right for this one, if it would be given
   * here; empty if it would not, or if {@link #judges} says no.
   *
   * @param meaning of this question, where it is known
   * @param cost of the answer, when it was computed
   * @param tokens how sure the tier's model was of it, as the answer to the other question
   */
  OptionalDouble judge(
      List<ChatMessage> messages,
      Optional<Meaning> meaning,
      int tier,
      String answer,
      Money cost,
      AnswerStatistics tokens);

  /**
   * FrugalGPT's cascade (Chen et al. 2023, arXiv 2305.05176, section 3): the answer of the first
   * tier whose confidence reaches its threshold is the answer; the last tier's always is.
   *
   * @param thresholds one fewer than tiers, each in [0, 1]: accept at or above it. 0 always accepts
   */
  record Thresholds(Scorer scorer, List<Double> thresholds) implements Rule {
    public Thresholds {
      thresholds = List.copyOf(thresholds);
      for (var threshold : thresholds) {
        if (!(threshold >= 0 && threshold <= 1)) {
          throw invalid("thresholds", "must each be a number from 0 to 1");
        }
      }
    }

    @Override
    public void check(int tiers) {
      if (thresholds.size() != tiers - 1) {
        throw invalid(
            "thresholds",
            "must have one value for each tier but the last: %d for %d tiers"
                .formatted(tiers - 1, tiers));
      }
    }

    @Override
    public Course begin(List<ChatMessage> messages, int tiers, Streaming streaming, Terms terms) {
      return new ThresholdCourse(this, messages, streaming, terms);
    }

    /** A scorer knows how sure a model was of its own answer, or would have to ask somebody. */
    @Override
    public boolean judges() {
      return false;
    }

    @Override
    public OptionalDouble judge(
        List<ChatMessage> messages,
        Optional<Meaning> meaning,
        int tier,
        String answer,
        Money cost,
        AnswerStatistics tokens) {
      return OptionalDouble.empty();
    }
  }

  /**
   * What a {@link CascadeRouter} has learned from labelled answers, and what a right answer is
   * worth: the tier whose gain is worth most above its cost is asked, before anything was generated
   * and after each answer. The answer of the policy's last tier is given as it comes, so that it
   * can be streamed.
   *
   * @param name of the router, which never changes under its name
   * @param worth dollars by which a right answer is worth more than a wrong one
   */
  record Learned(String name, CascadeRouter router, double worth) implements Rule {
    public Learned {
      if (!(worth > 0 && worth <= MAX_WORTH)) {
        throw invalid("worth_usd", "must be a number above 0 and at most 1000000");
      }
    }

    @Override
    public void check(int tiers) {
      if (router.tiers() != tiers) {
        throw invalid(
            "tiers", "must be the %d that router '%s' learned".formatted(router.tiers(), name));
      }
    }

    /** By the router's name, which stands for what it learned. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Learned rule && name.equals(rule.name) && worth == rule.worth;
    }

    @Override
    public int hashCode() {
      return Objects.hash(name, worth);
    }

    @Override
    public Course begin(List<ChatMessage> messages, int tiers, Streaming streaming, Terms terms) {
      return new LearnedCourse(this, Questions.text(messages), streaming, terms);
    }

    @Override
    public Optional<String> meaningModel() {
      return router.meaningModel();
    }

    @Override
    public boolean judges() {
      return true;
    }

    /**
     * By the words of this question and of the answer, by what can be counted in them, and by how
     * sure the model was of the answer, which is taken to be as sure of it here. An answer of a
     * tier before the last would be given only where asking another is not worth its cost.
     */
    @Override
    public OptionalDouble judge(
        List<ChatMessage> messages,
        Optional<Meaning> meaning,
        int tier,
        String answer,
        Money cost,
        AnswerStatistics tokens) {
      var deliberation = router.deliberate(Questions.text(messages), meaning);
      double dollars = cost.usd().doubleValue();
      if (tier < router.tiers() - 1) {
        return deliberation.wouldGive(tier, answer, dollars, tokens, worth, Pace.FREE);
      }
      deliberation.replied(tier, answer, dollars, Optional.of(tokens));
      return deliberation.confidence();
    }
  }
}
