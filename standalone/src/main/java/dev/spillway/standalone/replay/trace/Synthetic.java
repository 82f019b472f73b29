package dev.spillway.standalone.replay.trace;

import java.util.ArrayList;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Drawn workloads. The same seed draws the same requests; they arrive as a Poisson process of one a
 * second, to be stretched to the load that is wanted.
 */
public enum Synthetic {
  /**
   * Most answers are short and a few are very long, as chat services see them: prompts lognormal
   * (median 200 tokens, sigma 1, at most 4096), answers Pareto (from 20 tokens, exponent 1.2, at
   * most 4096: median 36, mean about 79). Nothing is shared.
   */
  HEAVY_TAIL {
    @Override
    int prompt(SplittableRandom random) {
      return clamp(200 * Math.exp(random.nextGaussian()));
    }

    @Override
    int answer(SplittableRandom random) {
      return clamp(20 * Math.pow(1 - random.nextDouble(), -1 / 1.2));
    }
  };

  private static final int LONGEST = 4096;

  abstract int prompt(SplittableRandom random);

  abstract int answer(SplittableRandom random);

  /** What {@code --synthetic} calls it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** So many requests. */
  public Trace draw(int count, long seed) {
    var random = new SplittableRandom(seed);
    var requests = new ArrayList<TraceRequest>(count);
    double seconds = 0;
    for (int i = 0; i < count; i++) {
      int prompt = prompt(random);
      int answer = answer(random);
      requests.add(new TraceRequest(Math.round(seconds * 1e9), prompt, answer, Prefix.NONE));
      seconds -= Math.log(1 - random.nextDouble());
    }
    return Trace.of("synthetic " + this, "seed " + seed, requests);
  }

  private static int clamp(double tokens) {
    return (int) Math.clamp(Math.round(tokens), 1L, (long) LONGEST);
  }
}
