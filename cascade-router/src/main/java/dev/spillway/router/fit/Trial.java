package dev.spillway.router.fit;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What a cascade comes to on decisions that it was not fitted on, with 95 % intervals by bootstrap
 * (Efron 1979; percentiles). Gain and saving are paired: every resample has the same decisions for
 * the cascade and for the tier it is compared with.
 *
 * @param gain in quality over the single tier
 * @param saving share of the single tier's cost that is saved
 */
public record Trial(
    Interval quality, Interval cost, Interval escalated, Interval gain, Interval saving) {
  private static final double LOW = 0.025;
  private static final double HIGH = 0.975;

  /** A figure, and where it lies in 95 of 100 resamples. */
  public record Interval(double low, double value, double high) {}

  /** Weighted sums over decisions. */
  private record Sums(
      double weight,
      double quality,
      double cost,
      double escalated,
      double tierQuality,
      double tierCost) {

    double gain() {
      return (quality - tierQuality) / weight;
    }

    double saving() {
      return tierCost == 0 ? 0 : 1 - cost / tierCost;
    }
  }

  /** A number of a sum. */
  private interface Figure {
    double of(Sums sums);
  }

  /**
   * Runs a cascade on decisions.
   *
   * @param tier to compare with, such as the best single one
   * @param resamples of the bootstrap, at least 40
   * @param seed the same seed gives the same intervals
   */
  public static Trial of(
      FittedCascade cascade,
      FittedCascade tier,
      List<LabelledDecision> rows,
      int resamples,
      long seed) {
    if (rows.isEmpty() || resamples < 40) {
      throw new IllegalArgumentException("a trial needs decisions and at least 40 resamples");
    }
    var each = rows.stream().map(row -> sums(cascade, tier, row)).toArray(Sums[]::new);
    var whole = sum(each, IntStream.range(0, each.length).toArray());
    var drawn =
        IntStream.range(0, resamples)
            .parallel()
            .mapToObj(resample -> sum(each, draw(each.length, seed, resample)))
            .toList();
    return new Trial(
        interval(whole, drawn, sums -> sums.quality / sums.weight),
        interval(whole, drawn, sums -> sums.cost / sums.weight),
        interval(whole, drawn, sums -> sums.escalated / sums.weight),
        interval(whole, drawn, Sums::gain),
        interval(whole, drawn, Sums::saving));
  }

  private static Sums sums(FittedCascade cascade, FittedCascade single, LabelledDecision row) {
    int stage = cascade.stage(row);
    double cost = 0;
    for (int i = 0; i <= stage; i++) {
      var attempt = row.attempts().get(cascade.tiers().get(i));
      cost += attempt.cost() + (i < cascade.thresholds().size() ? attempt.judging() : 0);
    }
    var given = row.attempts().get(cascade.tiers().get(stage));
    var compared = row.attempts().get(single.tiers().getFirst());
    double weight = row.weight();
    return new Sums(
        weight,
        weight * given.quality(),
        weight * cost,
        stage > 0 ? weight : 0,
        weight * compared.quality(),
        weight * compared.cost());
  }

  private static int[] draw(int size, long seed, int resample) {
    var random = new SplittableRandom(seed * 1_000_003 + resample);
    int[] drawn = new int[size];
    for (int i = 0; i < size; i++) {
      drawn[i] = random.nextInt(size);
    }
    return drawn;
  }

  private static Sums sum(Sums[] each, int[] which) {
    double weight = 0;
    double quality = 0;
    double cost = 0;
    double escalated = 0;
    double tierQuality = 0;
    double tierCost = 0;
    for (int i : which) {
      weight += each[i].weight;
      quality += each[i].quality;
      cost += each[i].cost;
      escalated += each[i].escalated;
      tierQuality += each[i].tierQuality;
      tierCost += each[i].tierCost;
    }
    return new Sums(weight, quality, cost, escalated, tierQuality, tierCost);
  }

  private static Interval interval(Sums whole, List<Sums> drawn, Figure figure) {
    double[] values = drawn.stream().mapToDouble(figure::of).toArray();
    Arrays.sort(values);
    return new Interval(
        values[(int) (LOW * (values.length - 1))],
        figure.of(whole),
        values[(int) Math.ceil(HIGH * (values.length - 1))]);
  }
}
