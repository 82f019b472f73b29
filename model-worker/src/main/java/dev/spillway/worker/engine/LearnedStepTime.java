package dev.spillway.worker.engine;

import dev.spillway.worker.schedule.StepSize;
import dev.spillway.worker.schedule.StepTime;

/**
 * What steps take here, learned from the steps themselves: a price for each thing of which a step
 * has some, found by least squares over the past, of which recent steps count more.
 *
 * <p><b>Errors are relative</b> to the time measured. So a step during which another process had
 * the processor, however long it took, counts for hardly more than one that was right.
 *
 * <p><b>Prices are not negative</b>, so that more work never seems to take less time. Each step
 * moves one price after the other to its best value, the others as they are, which keeps to that
 * bound and converges over a few steps. A price that nothing recent speaks about stays as it was.
 *
 * <p>Tokens beyond the first {@value #FEW} of a step have a price of their own: weights that were
 * brought into a near cache serve many.
 */
final class LearnedStepTime implements StepTime {
  private static final int TERMS = 6;
  private static final int FEW = 16;

  /** Steps count half as much after 350 others. */
  private static final double MEMORY = 0.998;

  private static final int SWEEPS = 8;

  private final double[] prices = new double[TERMS];
  private final double[][] products = new double[TERMS][TERMS];
  private final double[] sums = new double[TERMS];

  /** How many of the remembered steps had some of it. */
  private final double[] evidence = new double[TERMS];

  /** A step took so long. */
  void learn(StepSize size, double seconds) {
    double[] terms = terms(size);
    for (int i = 0; i < TERMS; i++) {
      double share = terms[i] / seconds;
      evidence[i] = MEMORY * evidence[i] + (share > 0 ? 1 : 0);
      sums[i] = MEMORY * sums[i] + share;
      for (int j = 0; j < TERMS; j++) {
        products[i][j] = MEMORY * products[i][j] + share * terms[j] / seconds;
      }
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int i = 0; i < TERMS; i++) {
        if (evidence[i] >= 1) {
          prices[i] = Math.max(0, prices[i] + (sums[i] - explained(i)) / products[i][i]);
        }
      }
    }
  }

  private double explained(int i) {
    double sum = 0;
    for (int j = 0; j < TERMS; j++) {
      sum += products[i][j] * prices[j];
    }
    return sum;
  }

  @Override
  public double seconds(StepSize size) {
    double[] terms = terms(size);
    double seconds = 0;
    for (int i = 0; i < TERMS; i++) {
      seconds += terms[i] * prices[i];
    }
    return seconds;
  }

  private static double[] terms(StepSize size) {
    return new double[] {
      1,
      Math.min(size.tokens(), FEW),
      Math.max(0, size.tokens() - FEW),
      size.outputs(),
      size.answerReads(),
      size.promptReads()
    };
  }
}
