package dev.spillway.benchmarks.routing;

import dev.spillway.router.fit.Goal;
import dev.spillway.router.fit.LabelledDecision;
import dev.spillway.router.fit.LabelledDecision.Attempt;
import dev.spillway.router.fit.ThresholdFit;
import dev.spillway.router.fit.Trial;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** How long fitting thresholds takes, on decisions that chance made: every confidence differs. */
final class FitBenchmark {
  private static final int MOST_TIERS = 4;
  private static final int RESAMPLES = 1_000;

  private final PrintStream out;

  FitBenchmark(PrintStream out) {
    this.out = out;
  }

  void run(int rows) {
    for (int tiers = 2; tiers <= MOST_TIERS; tiers++) {
      var fitted = decisions(rows, tiers, 1);
      var held = decisions(rows, tiers, 2);
      long began = System.nanoTime();
      var front =
          ThresholdFit.front(
              fitted, (lists, of) -> System.err.printf("%d of %d lists of tiers%n", lists, of));
      double fit = (System.nanoTime() - began) / 1e9;
      var chosen = front.at(new Goal.Quality(0.99));
      began = System.nanoTime();
      var trial = Trial.of(chosen, front.bestTier(), held, RESAMPLES, 1);
      out.printf(
          "%d rows, %d tiers: front of %d points in %.1f s, trial of %d resamples in %.1f s;"
              + " gain on others %+.4f (95 %%: %+.4f to %+.4f), saving %.3f%n",
          rows,
          tiers,
          front.points().size(),
          fit,
          RESAMPLES,
          (System.nanoTime() - began) / 1e9,
          trial.gain().value(),
          trial.gain().low(),
          trial.gain().high(),
          trial.saving().value());
    }
  }

  private static List<LabelledDecision> decisions(int rows, int tiers, long seed) {
    var random = new Random(seed);
    var decisions = new ArrayList<LabelledDecision>(rows);
    for (int row = 0; row < rows; row++) {
      double hard = random.nextDouble();
      var attempts = new ArrayList<Attempt>();
      for (int tier = 0; tier < tiers; tier++) {
        double able = 1 - 0.8 * hard / (1 + 2 * tier);
        double confidence = Math.clamp(able + 0.1 * random.nextGaussian(), 0.0, 1.0);
        double cost = 1e-4 * Math.pow(8, tier) * (0.5 + random.nextDouble());
        attempts.add(new Attempt(confidence, random.nextDouble() < able ? 1 : 0, cost));
      }
      decisions.add(new LabelledDecision(attempts, 1 / (0.1 + 0.9 * random.nextDouble())));
    }
    return decisions;
  }
}
