package dev.spillway.benchmarks.routing;

import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.fit.Goal;
import dev.spillway.router.fit.LabelledDecision;
import dev.spillway.router.fit.LabelledDecision.Attempt;
import dev.spillway.router.fit.ThresholdFit;
import dev.spillway.router.fit.Trial;
import dev.spillway.router.learn.Reliability;
import dev.spillway.router.routing.Example;
import dev.spillway.router.routing.Likeness;
import dev.spillway.router.score.Calibration;
import java.io.PrintStream;
import java.util.List;

/**
 * What the scorer "agreement" gains where two models that err differently answer: a cascade of two
 * tiers, and a third model beside the first.
 */
final class AgreementBenchmark {
  private static final double[] BUDGETS = {0.05, 0.1, 0.2, 0.5, 0.75, 1.0};
  private static final int RESAMPLES = 200;

  private final PrintStream out;
  private final List<String> tiers;
  private final List<Example> train;
  private final List<Example> test;

  AgreementBenchmark(PrintStream out, StoredReplies rows, List<String> tiers) {
    if (tiers.size() != 3) {
      throw new IllegalArgumentException("--tiers must name three: asked, beside, last");
    }
    this.out = out;
    this.tiers = tiers;
    this.train = rows.split("train", tiers);
    this.test = rows.split("test", tiers);
  }

  void run() {
    var calibration =
        Calibration.fit(
            train.stream()
                .map(
                    each ->
                        new Calibration.Sample(
                            likeness(each), each.replies().getFirst().quality(), 1))
                .toList());
    double[] scores = test.stream().mapToDouble(AgreementBenchmark::likeness).toArray();
    double[] right = test.stream().mapToDouble(e -> e.replies().getFirst().quality()).toArray();
    double[] told = test.stream().mapToDouble(e -> calibration.of(likeness(e))).toArray();
    double reference = Hull.cost(test, 2);
    for (int tier = 0; tier < tiers.size(); tier++) {
      out.printf(
          "%-24s %6.2f %% right at %.3f of the last one's cost%n",
          tiers.get(tier), 100 * Hull.quality(test, tier), Hull.cost(test, tier) / reference);
    }
    out.printf(
        "likeness tells right from wrong with AUC %.3f; calibration error %.3f, by itself %.3f%n",
        auc(scores, right),
        Reliability.of(told, right, 10).expectedError(),
        Reliability.of(scores, right, 10).expectedError());

    var front =
        ThresholdFit.front(
            train.stream().map(each -> decision(each, calibration)).toList(), (done, of) -> {});
    var decisions = test.stream().map(each -> decision(each, calibration)).toList();
    var hull = Hull.of(test, tiers.size());
    out.printf("%n%8s%10s%10s%12s%10s%n", "budget", "right", "realised", "escalated", "hull");
    for (double budget : BUDGETS) {
      try {
        var cascade = front.at(new Goal.Budget(1_000 * budget * Hull.cost(train, 2)));
        var trial = Trial.of(cascade, front.bestTier(), decisions, RESAMPLES, 1);
        out.printf(
            "%8.2f%9.2f%%%10.3f%11.1f%%%9.2f%%%n",
            budget,
            100 * trial.quality().value(),
            trial.cost().value() / reference,
            100 * trial.escalated().value(),
            100 * hull.at(budget * reference));
      } catch (SpillwayException e) {
        out.printf("%8.2f  below the cheapest%n", budget);
      }
    }
  }

  private static double likeness(Example example) {
    return Likeness.of(example.replies().get(0).text(), example.replies().get(1).text());
  }

  /** The first tier, whose judging costs the second one's reply, and the last. */
  private static LabelledDecision decision(Example example, Calibration calibration) {
    var asked = example.replies().get(0);
    var last = example.replies().get(2);
    return new LabelledDecision(
        List.of(
            new Attempt(
                calibration.of(likeness(example)),
                asked.quality(),
                asked.cost(),
                example.replies().get(1).cost()),
            new Attempt(1, last.quality(), last.cost())),
        1);
  }

  /** The probability that a right reply has a higher score than a wrong one; ties count half. */
  private static double auc(double[] scores, double[] right) {
    double pairs = 0;
    double won = 0;
    for (int i = 0; i < scores.length; i++) {
      for (int j = 0; j < scores.length; j++) {
        if (right[i] > right[j]) {
          pairs++;
          won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
        }
      }
    }
    return pairs == 0 ? 0.5 : won / pairs;
  }
}
