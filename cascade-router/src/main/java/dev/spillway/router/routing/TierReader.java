package dev.spillway.router.routing;

import dev.spillway.router.learn.Meaning;
import dev.spillway.router.learn.MeaningClassifier;
import dev.spillway.router.learn.Targets;
import dev.spillway.router.learn.TextClassifier;
import dev.spillway.router.learn.Words;
import java.util.List;
import java.util.Optional;

/**
 * What questions and replies tell of one tier by their words, and questions by their meaning,
 * learned from examples, and what they tell of each example by classifiers that did not see it:
 * this is what they will tell of new questions, so it is what everything else learns from.
 */
final class TierReader {
  /** Parts of the examples for everything that is cross-fitted or cross-validated. */
  static final int FOLDS = 5;

  /** Fewer could not be split into folds of which each has right and wrong replies. */
  static final int LEAST = 4 * FOLDS;

  private final TierWords tierWords;

  private final Targets qualities;
  private final double[] rightness;
  private final Targets costs;
  private final double[] questionScores;
  private final Optional<MeaningClassifier> byMeaning;
  private final double[] meaningScores;
  private final Reading[] readings;

  /**
   * Learns.
   *
   * @param questions the words of the examples' questions
   * @param meanings of these questions; none where they are not known
   */
  TierReader(List<Example> examples, List<Words> questions, List<Meaning> meanings, int tier) {
    var replies = examples.stream().map(example -> example.replies().get(tier)).toList();
    double[] weights = examples.stream().mapToDouble(Example::weight).toArray();
    rightness = replies.stream().mapToDouble(Example.Reply::quality).toArray();
    qualities = Targets.of(rightness, weights);
    costs = Targets.of(replies.stream().mapToDouble(Example.Reply::cost).toArray(), weights);
    var byQuestion = TextClassifier.crossFit(questions, qualities, FOLDS);
    questionScores = byQuestion.scores();
    if (meanings.isEmpty()) {
      byMeaning = Optional.empty();
      meaningScores = new double[0];
    } else {
      var fitted = MeaningClassifier.crossFit(meanings, qualities, FOLDS);
      byMeaning = Optional.of(MeaningClassifier.fit(meanings, qualities, fitted));
      meaningScores = fitted.scores();
    }
    var words =
        examples.stream()
            .map(e -> TierWords.of(e.question(), e.replies().get(tier).text()))
            .toList();
    var byReply = TextClassifier.crossFit(words, qualities, FOLDS);
    double[] scores = byReply.scores();
    tierWords =
        new TierWords(
            TextClassifier.fit(questions, qualities, byQuestion.strength()),
            TextClassifier.fit(words, qualities, byReply.strength()));
    readings = new Reading[scores.length];
    for (int i = 0; i < scores.length; i++) {
      var reply = replies.get(i);
      readings[i] =
          Reading.of(
              Inputs.SHAPES.score(scores[i]),
              examples.get(i).question(),
              reply.text(),
              reply.cost(),
              reply.tokens());
    }
  }

  /** What it learned, without the examples. */
  TierWords tierWords() {
    return tierWords;
  }

  /** In dollars, by example. */
  Targets costs() {
    return costs;
  }

  /** By example. */
  Targets qualities() {
    return qualities;
  }

  /** Of one example. */
  double quality(int example) {
    return rightness[example];
  }

  double questionScore(int example) {
    return Inputs.SHAPES.score(questionScores[example]);
  }

  /** What the meaning of questions tells of it, if they are known. */
  Optional<MeaningClassifier> byMeaning() {
    return byMeaning;
  }

  double meaningScore(int example) {
    return Inputs.SHAPES.score(meaningScores[example]);
  }

  Reading reading(int example) {
    return readings[example];
  }
}
