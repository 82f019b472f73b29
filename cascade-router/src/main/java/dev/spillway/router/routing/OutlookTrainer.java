package dev.spillway.router.routing;

import dev.spillway.router.learn.NumbersClassifier;
import dev.spillway.router.learn.PositiveRegression;
import dev.spillway.router.learn.Targets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Learns, for each set of tiers that may have replied, who is right; which reply would be given;
 * how likely that one is right; how likely it would be after one more reply; and what that reply
 * would cost. Where it is known what questions mean, three kinds of evidence tell before the first
 * reply which of them are hard (words, meaning, shape), and all their combinations are heard.
 */
final class OutlookTrainer {
  private final List<TierReader> tiers;
  private final double strength;
  private final double[][] shapes;

  /** Quality of the reply that would be given, by set of tiers and example. */
  private final Targets[] given;

  /**
   * @param shapes of the examples' questions
   * @param strength how closely to follow the examples: one of {@link NumbersClassifier#STRENGTHS}
   */
  OutlookTrainer(double[][] shapes, List<TierReader> tiers, double strength) {
    this.shapes = shapes;
    this.tiers = tiers;
    this.strength = strength;
    this.given = new Targets[1 << tiers.size()];
  }

  /** By set of tiers. Each set is a task of its own, so threads cannot change a sum. */
  List<Outlook> learn() {
    int sets = 1 << tiers.size();
    var now = IntStream.range(0, sets).parallel().mapToObj(this::learnNow).toList();
    return IntStream.range(0, sets)
        .parallel()
        .mapToObj(set -> learnAfter(set, now.get(set)))
        .toList();
  }

  /**
   * The strength that does best on examples not seen, at telling of each tier alone whether it is
   * right, before and after its reply.
   */
  static double strength(double[][] shapes, List<TierReader> tiers) {
    var losses =
        tiers.parallelStream()
            .map(
                tier -> {
                  var alone = new OutlookTrainer(shapes, List.of(tier), Double.NaN);
                  return List.of(
                      NumbersClassifier.losses(
                          alone.numbers(0), tier.qualities(), TierReader.FOLDS),
                      NumbersClassifier.losses(
                          alone.numbers(1), tier.qualities(), TierReader.FOLDS));
                })
            .flatMap(List::stream)
            .toList();
    double best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < NumbersClassifier.STRENGTHS.size(); i++) {
      int strength = i;
      double loss = losses.stream().mapToDouble(each -> each[strength]).sum();
      if (loss < least) {
        least = loss;
        best = NumbersClassifier.STRENGTHS.get(i);
      }
    }
    return best;
  }

  private Outlook learnNow(int set) {
    if (set == 0) {
      return new Outlook(Map.of(), Optional.empty(), Map.of(), Map.of());
    }
    double[][] numbers = numbers(set);
    var right = new HashMap<Integer, NumbersClassifier>();
    for (int tier = 0; tier < tiers.size(); tier++) {
      if (Tiers.contains(set, tier)) {
        right.put(tier, NumbersClassifier.fit(numbers, tiers.get(tier).qualities(), strength));
      }
    }
    var outlook = new Outlook(right, Optional.empty(), Map.of(), Map.of());
    double[] qualities = new double[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      qualities[i] = tiers.get(outlook.likeliest(numbers[i])).quality(i);
    }
    given[set] = tiers.getFirst().qualities().counting(qualities);
    return new Outlook(
        right,
        Optional.of(NumbersClassifier.fit(numbers, given[set], strength)),
        Map.of(),
        Map.of());
  }

  private Outlook learnAfter(int set, Outlook now) {
    double[][] numbers = numbers(set);
    var after = new HashMap<Integer, NumbersClassifier>();
    var costs = new HashMap<Integer, PositiveRegression>();
    for (int tier = 0; tier < tiers.size(); tier++) {
      if (!Tiers.contains(set, tier)) {
        var then = given[Tiers.with(set, tier)];
        after.put(
            tier,
            set == 0 && tiers.getFirst().byMeaning().isPresent()
                ? NumbersClassifier.ofKinds(
                    numbers, then, Situation.kinds(Inputs.SHAPES, tiers.size()), TierReader.FOLDS)
                : NumbersClassifier.fit(numbers, then, strength));
        costs.put(tier, PositiveRegression.fit(numbers, tiers.get(tier).costs()));
      }
    }
    return new Outlook(now.right(), now.best(), after, costs);
  }

  private double[][] numbers(int set) {
    double[][] numbers = new double[shapes.length][];
    for (int i = 0; i < numbers.length; i++) {
      int example = i;
      double[] scores = tiers.stream().mapToDouble(tier -> tier.questionScore(example)).toArray();
      double[] meanings =
          tiers.stream()
              .filter(tier -> tier.byMeaning().isPresent())
              .mapToDouble(tier -> tier.meaningScore(example))
              .toArray();
      var situation = new Situation(Inputs.SHAPES, scores, meanings, shapes[i]);
      for (int tier = 0; tier < tiers.size(); tier++) {
        if (Tiers.contains(set, tier)) {
          situation.add(tier, tiers.get(tier).reading(i));
        }
      }
      numbers[i] = situation.numbers();
    }
    return numbers;
  }
}
