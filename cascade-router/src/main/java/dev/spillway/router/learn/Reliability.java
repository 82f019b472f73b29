package dev.spillway.router.learn;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether probabilities can be taken at their word: of the answers that were given 80 %, 80 %
 * should be right. A reliability diagram, and the expected calibration error over it (Naeini et
 * al., AAAI 2015; Guo et al. 2017, arXiv 1706.04599, section 2).
 *
 * @param bins of equal width, those without answers left out
 */
public record Reliability(List<Bin> bins) {

  /**
   * @param count answers with about this probability
   * @param predicted their mean probability
   * @param right the share of them that was right
   */
  public record Bin(int count, double predicted, double right) {}

  public Reliability {
    bins = List.copyOf(bins);
  }

  /**
   * Puts answers in bins.
   *
   * @param predicted probabilities, each in [0, 1]
   * @param right as many qualities, each in [0, 1]
   */
  public static Reliability of(double[] predicted, double[] right, int bins) {
    int[] counts = new int[bins];
    double[] predictedSums = new double[bins];
    double[] rightSums = new double[bins];
    for (int i = 0; i < predicted.length; i++) {
      int bin = Math.min(bins - 1, (int) (predicted[i] * bins));
      counts[bin]++;
      predictedSums[bin] += predicted[i];
      rightSums[bin] += right[i];
    }
    var filled = new ArrayList<Bin>();
    for (int bin = 0; bin < bins; bin++) {
      int count = counts[bin];
      if (count > 0) {
        filled.add(new Bin(count, predictedSums[bin] / count, rightSums[bin] / count));
      }
    }
    return new Reliability(filled);
  }

  /** The mean distance between what was predicted and what was right, over all answers. */
  public double expectedError() {
    long count = 0;
    double error = 0;
    for (var bin : bins) {
      count += bin.count;
      error += bin.count * Math.abs(bin.predicted - bin.right);
    }
    return count == 0 ? 0 : error / count;
  }
}
