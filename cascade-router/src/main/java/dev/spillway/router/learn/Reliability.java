package dev.spillway.router.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whether probabilities can be taken at their word: of the answers that were given 80 %, 80 %
 * should be right. A reliability diagram, and the expected calibration error over it (Naeini et
 * al., AAAI 2015; Guo et al. 2017, arXiv 1706.04599, section 2).
 *
 * @param bins of equal width, those without answers left out
 * @param weights how much the answers of each bin count together
 */
public record Reliability(List<Bin> bins, List<Double> weights) {

  /**
   * @param count answers with about this probability
   * @param predicted their mean probability
   * @param right the share of them that was right
   */
  public record Bin(int count, double predicted, double right) {}

  public Reliability {
    bins = List.copyOf(bins);
    weights = List.copyOf(weights);
  }

  /**
   * Puts answers in bins.
   *
   * @param predicted probabilities, each in [0, 1]
   * @param right as many qualities, each in [0, 1]
   */
  public static Reliability of(double[] predicted, double[] right, int bins) {
    double[] ones = new double[predicted.length];
    Arrays.fill(ones, 1);
    return of(predicted, right, ones, bins);
  }

  /**
   * The same, where answers do not all count the same.
   *
   * @param weights as many, each positive
   */
  public static Reliability of(double[] predicted, double[] right, double[] weights, int bins) {
    int[] counts = new int[bins];
    double[] sums = new double[bins];
    double[] predictedSums = new double[bins];
    double[] rightSums = new double[bins];
    for (int i = 0; i < predicted.length; i++) {
      int bin = Math.min(bins - 1, (int) (predicted[i] * bins));
      counts[bin]++;
      sums[bin] += weights[i];
      predictedSums[bin] += weights[i] * predicted[i];
      rightSums[bin] += weights[i] * right[i];
    }
    var filled = new ArrayList<Bin>();
    var filledWeights = new ArrayList<Double>();
    for (int bin = 0; bin < bins; bin++) {
      int count = counts[bin];
      if (count > 0) {
        filled.add(new Bin(count, predictedSums[bin] / sums[bin], rightSums[bin] / sums[bin]));
        filledWeights.add(sums[bin]);
      }
    }
    return new Reliability(filled, filledWeights);
  }

  /** The mean distance between what was predicted and what was right, over all answers. */
  public double expectedError() {
    double count = 0;
    double error = 0;
    for (int i = 0; i < bins.size(); i++) {
      count += weights.get(i);
      error += weights.get(i) * Math.abs(bins.get(i).predicted - bins.get(i).right);
    }
    return count == 0 ? 0 : error / count;
  }
}
