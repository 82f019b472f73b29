package dev.spillway.router.routing;

import dev.spillway.router.learn.NumbersClassifier;
import dev.spillway.router.learn.TextClassifier;
import dev.spillway.router.learn.Words;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes a {@link CascadeRouter} from examples.
 *
 * <p>First the text classifiers. What they say of the examples is cross-fitted, each example scored
 * by classifiers that did not see it, because that is what they will say of new questions. Then,
 * for each set of tiers that may have replied, who is right; which reply would be given; how likely
 * that one is right; and how likely it would be after one more reply.
 *
 * <p>Everything is deterministic: the work is split over threads by tier and by set, never within a
 * sum.
 */
public final class CascadeTrainer {
  private static final int FOLDS = 5;

  private final List<Example> examples;
  private final int tiers;
  private final double[][] questionScores;
  private final Reading[][] readings;

  /** Quality of the reply that would be given, by set of tiers and example. */
  private final double[][] given;

  private CascadeTrainer(List<Example> examples) {
    this.examples = examples;
    this.tiers = examples.getFirst().replies().size();
    this.questionScores = new double[tiers][];
    this.readings = new Reading[tiers][];
    this.given = new double[1 << tiers][];
  }

  /**
   * Learns.
   *
   * @param examples at least 20, each with replies of the same tiers, of which there may be 6
   */
  public static CascadeRouter train(List<Example> examples) {
    if (examples.size() < 4 * FOLDS) {
      throw new IllegalArgumentException(
          "at least %d examples are needed, there are %d".formatted(4 * FOLDS, examples.size()));
    }
    int tiers = examples.getFirst().replies().size();
    if (tiers < 1 || tiers > Tiers.MOST) {
      throw new IllegalArgumentException(
          "there may be 1 to %d tiers, not %d".formatted(Tiers.MOST, tiers));
    }
    if (examples.stream().anyMatch(example -> example.replies().size() != tiers)) {
      throw new IllegalArgumentException("every example needs a reply of every tier");
    }
    return new CascadeTrainer(examples).run();
  }

  private CascadeRouter run() {
    var questions = examples.stream().map(example -> Words.of(example.question())).toList();
    var byQuestion =
        IntStream.range(0, tiers)
            .parallel()
            .mapToObj(tier -> learnQuestions(tier, questions))
            .toList();
    var byReply = IntStream.range(0, tiers).parallel().mapToObj(this::learnReplies).toList();
    var right = IntStream.range(0, 1 << tiers).parallel().mapToObj(this::learnRight).toList();
    var outlooks =
        IntStream.range(0, 1 << tiers)
            .parallel()
            .mapToObj(set -> learnAfter(set, right.get(set)))
            .toList();
    return new CascadeRouter(byQuestion, byReply, outlooks, usualCosts());
  }

  private TextClassifier learnQuestions(int tier, List<Words> questions) {
    double[] labels = qualities(tier);
    questionScores[tier] = TextClassifier.crossFit(questions, labels, FOLDS);
    return TextClassifier.fit(questions, labels);
  }

  private TextClassifier learnReplies(int tier) {
    double[] labels = qualities(tier);
    var words =
        examples.stream()
            .map(e -> CascadeRouter.wordsOf(e.question(), e.replies().get(tier).text()))
            .toList();
    double[] scores = TextClassifier.crossFit(words, labels, FOLDS);
    readings[tier] = new Reading[examples.size()];
    for (int i = 0; i < scores.length; i++) {
      var text = examples.get(i).replies().get(tier).text();
      readings[tier][i] = new Reading(scores[i], Math.log1p(text.length()), FinalAnswer.of(text));
    }
    return TextClassifier.fit(words, labels);
  }

  /** Who is right in the situations of a set, and whose reply would be given. */
  private Outlook learnRight(int set) {
    if (set == 0) {
      return new Outlook(new HashMap<>(), Optional.empty(), new HashMap<>());
    }
    double[][] numbers = numbers(set);
    var right = new HashMap<Integer, NumbersClassifier>();
    for (int tier = 0; tier < tiers; tier++) {
      if (Tiers.contains(set, tier)) {
        right.put(tier, NumbersClassifier.fit(numbers, qualities(tier)));
      }
    }
    var outlook = new Outlook(right, Optional.empty(), new HashMap<>());
    double[] qualities = new double[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      qualities[i] = examples.get(i).replies().get(outlook.likeliest(numbers[i])).quality();
    }
    given[set] = qualities;
    return new Outlook(
        right, Optional.of(NumbersClassifier.fit(numbers, qualities)), new HashMap<>());
  }

  private Outlook learnAfter(int set, Outlook outlook) {
    double[][] numbers = numbers(set);
    var after = new HashMap<Integer, NumbersClassifier>();
    for (int tier = 0; tier < tiers; tier++) {
      if (!Tiers.contains(set, tier)) {
        after.put(tier, NumbersClassifier.fit(numbers, given[Tiers.with(set, tier)]));
      }
    }
    return new Outlook(outlook.right(), outlook.best(), after);
  }

  private double[][] numbers(int set) {
    double[][] numbers = new double[examples.size()][];
    for (int i = 0; i < numbers.length; i++) {
      double[] scores = new double[tiers];
      for (int tier = 0; tier < tiers; tier++) {
        scores[tier] = questionScores[tier][i];
      }
      var situation = new Situation(scores, Math.log1p(examples.get(i).question().length()));
      for (int tier = 0; tier < tiers; tier++) {
        if (Tiers.contains(set, tier)) {
          situation.add(tier, readings[tier][i]);
        }
      }
      numbers[i] = situation.numbers();
    }
    return numbers;
  }

  private double[] qualities(int tier) {
    return examples.stream().mapToDouble(e -> e.replies().get(tier).quality()).toArray();
  }

  private double[] usualCosts() {
    return IntStream.range(0, tiers)
        .mapToDouble(
            tier ->
                examples.stream()
                    .mapToDouble(e -> e.replies().get(tier).cost())
                    .average()
                    .orElse(0))
        .toArray();
  }
}
