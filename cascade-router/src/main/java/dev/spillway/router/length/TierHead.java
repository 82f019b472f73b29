package dev.spillway.router.length;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * What is particular to a tier: how its answers end when nothing is known of the prompt, and which
 * quantiles have come true.
 */
final class TierHead {
  /** Median of Azure's public trace of a chat service (Patel et al. 2024, arXiv 2311.18677). */
  private static final double PRIOR_MEDIAN = 128;

  /** Of the odds to end in a bin, in logarithms, where no answer has been yet. */
  private static final double PRIOR_MOST = 3;

  /** Expected of any tier before it has shown it, 1,000 tokens or so. */
  private static final int PRIOR_KNOWN = LengthBins.of(1_000);

  /** How far beyond the longest answer another one may be expected: an octave. */
  private static final int BEYOND = 4;

  private static final double RATE = 0.5;

  /** What the last thousand or so answers moved counts, not what older ones did. */
  private static final double MEMORY = 0.999;

  private final int salt;
  private final double[] odds = new double[LengthBins.COUNT];
  private final double[] moved = new double[LengthBins.COUNT];
  private final ConformalLevel median = new ConformalLevel(0.5);
  private final ConformalLevel upper = new ConformalLevel(0.1);
  private int known = PRIOR_KNOWN;
  private long learned;

  TierHead(String name) {
    salt = name.hashCode() * 0x9E3779B9 | 1;
    Arrays.fill(moved, 1);
    for (int bin = 0; bin < LengthBins.COUNT; bin++) {
      // Exponential, but for the tail.
      int width = LengthBins.edge(bin + 1) - LengthBins.edge(bin);
      odds[bin] = Math.min(PRIOR_MOST, Math.log(Math.pow(2, width / PRIOR_MEDIAN) - 1));
    }
  }

  /** Keeps the tier's columns apart from other tiers'. */
  int salt() {
    return salt;
  }

  ConformalLevel median() {
    return median;
  }

  ConformalLevel upper() {
    return upper;
  }

  /** How many answers it has learned from since this process began. */
  long learned() {
    return learned;
  }

  LengthDistribution distribution(double score) {
    float[] survival = new float[LengthBins.COUNT + 1];
    survival[0] = 1;
    for (int bin = 0; bin < LengthBins.COUNT; bin++) {
      survival[bin + 1] = (float) (survival[bin] * (1 - hazard(bin, score)));
    }
    return new LengthDistribution(survival);
  }

  /**
   * The slope of the loss (negative log-likelihood) by the score.
   *
   * @param bin in which the answer ended, or was seen last
   * @param ended whether it ended there by itself
   */
  double slope(int bin, boolean ended, double score) {
    double slope = ended ? 1 : 0;
    for (int i = 0; i < bin || (ended && i == bin); i++) {
      slope -= hazard(i, score);
    }
    return slope;
  }

  /** Takes note of how an answer ended, given what its prompt makes of it. */
  void learn(int bin, boolean ended, double score) {
    learned++;
    known = Math.max(known, bin + BEYOND);
    for (int i = 0; i < bin || (ended && i == bin); i++) {
      double slope = hazard(i, score) - (i == bin ? 1 : 0);
      moved[i] = 1 + MEMORY * (moved[i] - 1) + slope * slope;
      odds[i] -= RATE * slope / Math.sqrt(moved[i]);
    }
  }

  /**
   * Of ending in a bin, having reached it. What a prompt has of longer answers holds as far as the
   * tier is known: shifted odds would make the longest of them endless.
   */
  private double hazard(int bin, double score) {
    double shift = bin <= known ? score : Math.min(0, score);
    return 1 / (1 + Math.exp(shift - odds[bin]));
  }

  void write(DataOutput out) throws IOException {
    for (int bin = 0; bin < LengthBins.COUNT; bin++) {
      out.writeDouble(odds[bin]);
      out.writeDouble(moved[bin]);
    }
    out.writeInt(known);
    median.write(out);
    upper.write(out);
  }

  void read(DataInput in) throws IOException {
    for (int bin = 0; bin < LengthBins.COUNT; bin++) {
      odds[bin] = in.readDouble();
      moved[bin] = in.readDouble();
    }
    known = in.readInt();
    median.read(in);
    upper.read(in);
  }
}
