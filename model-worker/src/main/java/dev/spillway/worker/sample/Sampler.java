package dev.spillway.worker.sample;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.worker.kernel.Logits;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses the tokens of one answer.
 *
 * <p>Greedy is the largest logit, the lowest id among equals. Otherwise logits are divided by the
 * temperature, and one token is drawn from the nucleus: the smallest set of most probable tokens
 * whose probabilities add up to top-p (Holtzman et al., The Curious Case of Neural Text
 * Degeneration, 2020, section 3.1). Equal probabilities enter it in the order of their ids.
 *
 * <p>The reported log-probability is the model's own, without temperature and top-p. Sums run over
 * the vocabulary in an order that {@link Logits} fixes, after the largest logit is subtracted: they
 * depend on the logits alone, never on the batch.
 *
 * <p>One instance serves one answer and one thread; it holds the answer's random numbers. A token
 * that may not be chosen has the logit negative infinity.
 */
public final class Sampler {
  private final float temperature;
  private final float topP;
  private final Draws draws;
  private final Nucleus nucleus = new Nucleus();

  private Sampler(float temperature, float topP, long seed) {
    this.temperature = temperature;
    this.topP = topP;
    this.draws = new Draws(seed);
  }

  /** Without a seed in {@code sampling}, one is drawn. */
  public static Sampler of(Sampling sampling) {
    long seed = sampling.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong());
    return new Sampler(sampling.temperature(), sampling.topP(), seed);
  }

  /**
   * The same for an answer that has so many tokens already. Each token takes one number, so that
   * those who come are drawn as if this sampler had drawn them all.
   */
  public static Sampler of(Sampling sampling, int answered) {
    var sampler = of(sampling);
    sampler.draws.skip(answered);
    return sampler;
  }

  /** The next token for {@code logits} of shape [vocabulary]. */
  public Choice choose(float[] logits) {
    return choose(logits, 0, logits.length);
  }

  /**
   * The next token for the logits of shape [vocabulary] that begin at {@code from}.
   *
   * @throws SpillwayException {@link ErrorKind.WorkerFailed} where the logits are no distribution:
   *     one is NaN or positive infinity, or none is finite
   */
  public Choice choose(float[] logits, int from, int vocabulary) {
    int best = Logits.largest(logits, from, vocabulary);
    float top = logits[from + best];
    double sum = Logits.sumOfExponentials(logits, from, vocabulary, top);
    if (Double.isNaN(sum)) {
      throw new SpillwayException(
          new ErrorKind.WorkerFailed("the model computed a value that is not a finite number"));
    }
    int token = temperature == 0f ? best : draw(logits, from, vocabulary, top);
    double logprob = (double) logits[from + token] - top - Math.log(sum);
    return new Choice(token, (float) logprob);
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
