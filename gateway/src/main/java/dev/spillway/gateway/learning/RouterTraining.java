package dev.spillway.gateway.learning;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.learn.Reliability;
import dev.spillway.router.routing.CascadeRouter;
import dev.spillway.router.routing.CascadeTrainer;
import dev.spillway.router.routing.Example;
import dev.spillway.router.routing.Front;
import dev.spillway.router.routing.Outcome;
import dev.spillway.router.routing.RoutingReplay;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A router and how it does on examples that it has not learned from: every fifth is kept aside for
 * that.
 *
 * @param report what it did there
 */
public record RouterTraining(CascadeRouter router, TrainingReport report) {
  /** Of so many examples one is kept aside. */
  private static final int ASIDE = 5;

  /** Fewer tell nothing. */
  static final int LEAST = 100;

  private static final int MOST_TIERS = 6;
  private static final int BINS = 10;

  /**
   * Learns. Takes seconds for thousands of examples, on threads of the common pool.
   *
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} if the replies are too few or of
   *     too few or too many tiers
   */
  public static RouterTraining of(LabelledReplies replies) {
    check(replies);
    return of(replies.tiers(), replies.examples(), Optional.empty());
  }

  /**
   * Whether there is enough to learn from.
   *
   * @throws SpillwayException as {@link #of}
   */
  public static void check(LabelledReplies replies) {
    if (replies.examples().size() < LEAST) {
      throw invalid(
          "must have at least %d lines, there are %d".formatted(LEAST, replies.examples().size()));
    }
    int tiers = replies.tiers().size();
    if (tiers < 2 || tiers > MOST_TIERS) {
      throw invalid("must have replies of 2 to %d tiers".formatted(MOST_TIERS));
    }
  }

  /**
   * Whether there is enough to learn from.
   *
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} of {@code decisions} if there are
   *     too few
   */
  static void check(RouterEvidence evidence) {
    var basis = evidence.evidence();
    if (evidence.size() < LEAST) {
      throw new SpillwayException(
          new ErrorKind.InvalidValue(
              "decisions",
              "there must be at least %d requests whose every tier replied and was judged, with their texts; there are %d, and left out: %s"
                  .formatted(LEAST, evidence.size(), basis.leftOutByName())));
    }
    if (evidence.tiers().size() < 2 || evidence.tiers().size() > MOST_TIERS) {
      throw new SpillwayException(
          new ErrorKind.InvalidValue(
              "tiers", "the policy must have 2 to %d tiers".formatted(MOST_TIERS)));
    }
  }

  /**
   * Learns from kept decisions that were {@linkplain #check checked}, each as much as it weighs.
   *
   * @param examples theirs
   */
  static RouterTraining of(RouterEvidence evidence, List<Example> examples) {
    return of(evidence.tiers(), examples, Optional.of(evidence.evidence()));
  }

  private static RouterTraining of(
      List<String> tiers, List<Example> examples, Optional<Evidence> evidence) {
    var learned = new ArrayList<Example>();
    var aside = new ArrayList<Example>();
    for (int i = 0; i < examples.size(); i++) {
      (i % ASIDE == 0 ? aside : learned).add(examples.get(i));
    }
    var router = CascadeTrainer.read(learned).router();
    var basis =
        evidence.map(all -> FitReport.Basis.of(all, learned.size(), aside.size())).orElse(null);
    return new RouterTraining(router, report(router, tiers, learned.size(), aside, basis));
  }

  private static TrainingReport report(
      CascadeRouter router,
      List<String> names,
      int learned,
      List<Example> aside,
      FitReport.@Nullable Basis basis) {
    var replay = new RoutingReplay(router, aside);
    var front = Front.of(replay).points();
    double middle = (front.getFirst().cost() + front.getLast().cost()) / 2;
    var point =
        front.stream()
            .min(Comparator.comparingDouble(each -> Math.abs(each.cost() - middle)))
            .orElseThrow();
    var outcomes = replay.outcomes(point.worth());
    var reliability =
        Reliability.of(
            outcomes.stream().mapToDouble(Outcome::confidence).toArray(),
            outcomes.stream().mapToDouble(Outcome::quality).toArray(),
            aside.stream().mapToDouble(Example::weight).toArray(),
            BINS);
    return new TrainingReport(
        learned,
        aside.size(),
        IntStream.range(0, names.size())
            .mapToObj(tier -> TrainingReport.Tier.of(names.get(tier), aside, tier))
            .toList(),
        TrainingReport.Point.distinct(front),
        reliability.expectedError(),
        reliability.bins(),
        basis,
        router.meaningModel().orElse(null));
  }

  private static SpillwayException invalid(String message) {
    return new SpillwayException(new ErrorKind.InvalidValue("body", "the body " + message));
  }
}
