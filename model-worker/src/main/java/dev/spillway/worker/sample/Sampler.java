package dev.spillway.worker.sample;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.worker.grammar.Constraint;
import dev.spillway.worker.kernel.Logits;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the tokens of one answer.
 *
 * <p>Greedy is the largest logit, the lowest id among equals. Otherwise logits are divided by the
 * temperature, and one token is drawn from the nucleus: the smallest set of most probable tokens
 * whose probabilities add up to top-p (Holtzman et al., The Curious Case of Neural Text
 * Degeneration, 2020, section 3.1). Equal probabilities enter it in the order of their ids.
 *
 * <p>{@link Penalties} come before all of this. The reported log-probabilities are the model's own,
 * without penalties, temperature and top-p. Sums run over the vocabulary in an order that {@link
 * Logits} fixes, after the largest logit is subtracted: they depend on the logits alone, never on
 * the batch.
 *
 * <p>Under a {@link Constraint} it chooses among the allowed tokens as if there were no others; the
 * reported log-probability is still the model's own, over all tokens, so that it says how likely
 * the model found the answer and not how little the format left open.
 *
 * <p>One instance serves one answer and one thread; it holds the answer's random numbers. A token
 * that may not be chosen has the logit negative infinity.
 */
public final class Sampler {
  private final float temperature;
  private final float topP;
  private final int others;
  private final Draws draws;
  private final Nucleus nucleus = new Nucleus();
  private final @Nullable Constraint constraint;

  /** Absent where nothing is penalised. */
  private final @Nullable Penalties penalties;

  /** The logits of allowed tokens; kept for the next. */
  private float[] allowed = {};

  private Sampler(Sampling sampling, int[] answered, Optional<Constraint> constraint) {
    this.temperature = sampling.temperature();
    this.topP = sampling.topP();
    this.others = sampling.topLogprobs();
    this.draws = new Draws(sampling.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong()));
    draws.skip(answered.length);
    this.constraint = constraint.orElse(null);
    this.penalties =
        sampling.penalises()
            ? new Penalties(sampling.frequencyPenalty(), sampling.presencePenalty(), answered)
            : null;
  }

  /** Without a seed in {@code sampling}, one is drawn. */
  public static Sampler of(Sampling sampling) {
    return of(sampling, new int[0], Optional.empty());
  }

  /**
   * The same for an answer that has these tokens already. Each token takes one number, so that
   * those who come are drawn as if this sampler had drawn them all.
   *
   * @param constraint what the answer must be; it was told the tokens that the answer has
   */
  public static Sampler of(Sampling sampling, int[] answered, Optional<Constraint> constraint) {
    return new Sampler(sampling, answered, constraint);
  }

  /** Whether nothing but the end of the turn may follow the tokens that were chosen. */
  public boolean complete() {
    return constraint != null && constraint.complete();
  }

  /** The next token for {@code logits} of shape [vocabulary]. */
  public Choice choose(float[] logits) {
    return choose(logits, 0, logits.length);
  }

  /**
   * The next token for the logits of shape [vocabulary] that begin at {@code from}.
   *
   * @throws SpillwayException {@link ErrorKind.WorkerFailed} where the logits are no distribution:
   *     one is NaN or positive infinity, or none is finite; {@link ErrorKind.Unsupported} where the
   *     model has no token for what must follow
   */
  public Choice choose(float[] logits, int from, int vocabulary) {
    int best = Logits.largest(logits, from, vocabulary);
    float top = logits[from + best];
    double sum = Logits.sumOfExponentials(logits, from, vocabulary, top);
    if (Double.isNaN(sum)) {
      throw new SpillwayException(
          new ErrorKind.WorkerFailed("the model computed a value that is not a finite number"));
    }
    double logSum = Math.log(sum);
    int token =
        penalties == null
            ? choose(logits, from, vocabulary, best)
            : penalised(penalties, logits, from, vocabulary);
    return new Choice(
        token,
        logprob(logits[from + token], top, logSum),
        others == 0 ? List.of() : likely(logits, from, vocabulary, top, logSum));
  }

  private int penalised(Penalties those, float[] logits, int from, int vocabulary) {
    int token;
    those.apply(logits, from);
    try {
      token = choose(logits, from, vocabulary, Logits.largest(logits, from, vocabulary));
    } finally {
      those.restore(logits, from);
    }
    those.add(token);
    return token;
  }

  private int choose(float[] logits, int from, int vocabulary, int best) {
    return constraint == null
        ? chooseAny(logits, from, vocabulary, best)
        : constrained(constraint, logits, from, vocabulary);
  }

  private int chooseAny(float[] logits, int from, int vocabulary, int best) {
    return temperature == 0f ? best : draw(logits, from, vocabulary, logits[from + best]);
  }

  private List<Choice.Likely> likely(
      float[] logits, int from, int vocabulary, float top, double logSum) {
    return Arrays.stream(Largest.places(logits, from, vocabulary, others))
        .filter(token -> logits[from + token] > Float.NEGATIVE_INFINITY)
        .mapToObj(token -> new Choice.Likely(token, logprob(logits[from + token], top, logSum)))
        .toList();
  }

  private static float logprob(float logit, float top, double logSum) {
    return (float) ((double) logit - top - logSum);
  }

  private int constrained(Constraint format, float[] logits, int from, int vocabulary) {
    if (allowed.length < vocabulary) {
      allowed = new float[vocabulary];
    }
    var tokens = format.allowed();
    if (2 * tokens.cardinality() > vocabulary) {
      System.arraycopy(logits, from, allowed, 0, vocabulary);
      for (int id = tokens.nextClearBit(0); id < vocabulary; id = tokens.nextClearBit(id + 1)) {
        allowed[id] = Float.NEGATIVE_INFINITY;
      }
    } else {
      Arrays.fill(allowed, Float.NEGATIVE_INFINITY);
      tokens.stream()
          .takeWhile(id -> id < vocabulary)
          .forEach(id -> allowed[id] = logits[from + id]);
    }
    int best = Logits.largest(allowed, 0, vocabulary);
    if (!tokens.get(best)) {
      throw format.deadEnd();
    }
    int token = chooseAny(allowed, 0, vocabulary, best);
    format.accept(token);
    return token;
  }

  private int draw(float[] logits, int from, int vocabulary, float top) {
    var weights = nucleus.weights(vocabulary);
    double total = 0;
    for (int id = 0; id < vocabulary; id++) {
      weights[id] = Math.exp(((double) logits[from + id] - top) / temperature);
      total += weights[id];
    }
    return topP < 1f
        ? nucleus.draw(vocabulary, topP * total, draws.next())
        : all(weights, vocabulary, draws.next() * total);
  }

  /** The token under which the cumulated weights pass {@code target}. */
  private static int all(double[] weights, int vocabulary, double target) {
    double reached = 0;
    int last = 0;
    for (int id = 0; id < vocabulary; id++) {
      if (weights[id] > 0) {
        reached += weights[id];
        last = id;
        if (reached > target) {
          break;
        }
      }
    }
    return last;
  }
}
