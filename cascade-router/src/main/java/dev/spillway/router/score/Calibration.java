package dev.spillway.router.score;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Makes a probability of a score: a line through a few points that never falls, level beyond its
 * ends. Without points a score is its own probability.
 *
 * <p>Fitted by isotonic regression (pool adjacent violators: Ayer et al. 1955; for probabilities
 * Zadrozny and Elkan, KDD 2002) over bins of equally many decisions, so that no point hangs on a
 * handful of them, and drawn through the middles of its steps: a step would make many scores one,
 * and thresholds could not tell them apart.
 *
 * @param points by rising score
 */
public record Calibration(List<Point> points) {
  public static final Calibration NONE = new Calibration(List.of());
  public static final int MOST_POINTS = 64;

  private static final int BINS = 32;
  private static final int LEAST_IN_BIN = 20;

  /** A score and its probability, both in [0, 1]. */
  public record Point(double score, double probability) {}

  /** A decision to be fitted to. */
  public record Sample(double score, double quality, double weight) {}

  /**
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} of {@code scoring.calibration}
   */
  public Calibration {
    points = List.copyOf(points);
    if (points.size() > MOST_POINTS) {
      throw invalid("must have at most %d points".formatted(MOST_POINTS));
    }
    for (int i = 0; i < points.size(); i++) {
      var point = points.get(i);
      if (!isShare(point.score()) || !isShare(point.probability())) {
        throw invalid("must have scores and probabilities from 0 to 1");
      }
      if (i > 0
          && (point.score() <= points.get(i - 1).score()
              || point.probability() < points.get(i - 1).probability())) {
        throw invalid("must rise: each score above the one before, no probability below it");
      }
    }
  }

  /** The probability of a score. */
  public double of(double score) {
    if (points.isEmpty()) {
      return score;
    }
    if (score <= points.getFirst().score()) {
      return points.getFirst().probability();
    }
    for (int i = 1; i < points.size(); i++) {
      var to = points.get(i);
      if (score <= to.score()) {
        var from = points.get(i - 1);
        double way = (score - from.score()) / (to.score() - from.score());
        return (1 - way) * from.probability() + way * to.probability();
      }
    }
    return points.getLast().probability();
  }

  /**
   * Fits the map. The same samples give the same map.
   *
   * @param samples at least one; equal scores stay together
   */
  public static Calibration fit(List<Sample> samples) {
    var blocks = new ArrayList<Block>();
    for (var bin : bins(samples)) {
      blocks.add(bin);
      while (blocks.size() > 1
          && blocks.getLast().quality() <= blocks.get(blocks.size() - 2).quality()) {
        var last = blocks.removeLast();
        blocks.add(blocks.removeLast().plus(last));
      }
    }
    return new Calibration(
        blocks.stream().map(block -> new Point(block.score(), block.quality())).toList());
  }

  /**
   * Neighbours together until there are enough; but a score that is that of many decisions keeps to
   * itself, as the two that answers mostly have, the same and another, do.
   */
  private static List<Block> bins(List<Sample> samples) {
    var byScore = new TreeMap<Double, List<Sample>>();
    for (var sample : samples) {
      byScore.computeIfAbsent(sample.score(), score -> new ArrayList<>()).add(sample);
    }
    int enough = Math.max(LEAST_IN_BIN, (samples.size() + BINS - 1) / BINS);
    var bins = new ArrayList<Block>();
    int count = 0;
    for (var same : byScore.values()) {
      boolean alone = same.size() >= enough && count >= LEAST_IN_BIN / 2;
      if (bins.isEmpty() || count >= enough || alone) {
        bins.add(Block.NONE);
        count = 0;
      }
      count += same.size();
      bins.add(same.stream().map(Block::of).reduce(bins.removeLast(), Block::plus));
    }
    if (bins.size() > 1 && count < LEAST_IN_BIN / 2) {
      var last = bins.removeLast();
      bins.add(bins.removeLast().plus(last));
    }
    return bins;
  }

  /** Weighted sums over neighbours. */
  private record Block(double weight, double scores, double qualities) {
    static final Block NONE = new Block(0, 0, 0);

    static Block of(Sample sample) {
      return new Block(
          sample.weight(), sample.weight() * sample.score(), sample.weight() * sample.quality());
    }

    Block plus(Block other) {
      return new Block(weight + other.weight, scores + other.scores, qualities + other.qualities);
    }

    double score() {
      return Math.clamp(scores / weight, 0, 1);
    }

    double quality() {
      return Math.clamp(qualities / weight, 0, 1);
    }
  }

  private static boolean isShare(double value) {
    return value >= 0 && value <= 1;
  }

  private static SpillwayException invalid(String what) {
    return new SpillwayException(
        new ErrorKind.InvalidValue("scoring.calibration", "scoring.calibration " + what));
  }
}
