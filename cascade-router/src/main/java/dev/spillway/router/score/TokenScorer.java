package dev.spillway.router.score;

import dev.spillway.router.AnswerStatistics;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Confidence by how sure the model itself was.
 *
 * <p>All read only the log-probabilities of the answer's tokens (CascadeBERT, Li et al. 2021,
 * section 3, uses the same signal for classifiers). They differ in what a single doubtful token
 * means: everything for {@link #MIN_PROBABILITY}, less in a longer answer for {@link
 * #NORMALISED_MIN_PROBABILITY}, little in a long answer for {@link #MEAN_PROBABILITY}.
 */
public enum TokenScorer implements Scorer {
  /** Probability of the least certain token. */
  MIN_PROBABILITY {
    @Override
    public double confidence(AnswerStatistics answer) {
      return Math.exp(answer.min());
    }

    @Override
    public boolean onlyFalls() {
      return true;
    }
  },

  /**
   * Probability of the least certain of {@code n} tokens, to the power of {@code 1/sqrt(n)}.
   * Escalating an answer costs as many tokens as it has, so where a budget is to be spent well the
   * same doubt weighs less in a longer answer: what counts is gain per cost.
   */
  NORMALISED_MIN_PROBABILITY {
    @Override
    public double confidence(AnswerStatistics answer) {
      return Math.exp(answer.normalisedMin());
    }
  },

  /** Geometric mean of the token probabilities. */
  MEAN_PROBABILITY {
    @Override
    public double confidence(AnswerStatistics answer) {
      return Math.exp(answer.mean());
    }
  },

  /** Probability of exactly this answer: the product over its tokens. */
  SEQUENCE_PROBABILITY {
    @Override
    public double confidence(AnswerStatistics answer) {
      return Math.exp(answer.sum());
    }

    @Override
    public boolean onlyFalls() {
      return true;
    }
  };

  /** Confidence in an answer; 1 for an answer of no tokens. */
  public abstract double confidence(AnswerStatistics answer);

  @Override
  public boolean onlyFalls() {
    return false;
  }

  @Override
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<TokenScorer> ofWireName(String name) {
    return Arrays.stream(values()).filter(scorer -> scorer.wireName().equals(name)).findFirst();
  }

  public static List<String> wireNames() {
    return Arrays.stream(values()).map(TokenScorer::wireName).toList();
  }
}
