package dev.spillway.gateway.learning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.learning.Evidence.Known;
import dev.spillway.gateway.learning.Evidence.Reply;
import dev.spillway.gateway.learning.FitReport.Range;
import dev.spillway.gateway.learning.Job.Progress;
import dev.spillway.gateway.policy.ScoringJson;
import dev.spillway.router.fit.CascadeFront;
import dev.spillway.router.fit.FittedCascade;
import dev.spillway.router.fit.Goal;
import dev.spillway.router.fit.LabelledDecision;
import dev.spillway.router.fit.ThresholdFit;
import dev.spillway.router.fit.Trial;
import dev.spillway.router.learn.Reliability;
import dev.spillway.router.score.Calibration;
import dev.spillway.router.score.Scorer;
import dev.spillway.router.score.SecondOpinion;
import dev.spillway.router.score.TokenScorer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Fits thresholds to one half of the evidence and reports on the other: every second request, as
 * they came. What serves the goal is chosen by the half that it was fitted on, over all scorers
 * allowed; nothing that is reported was chosen by the half that it is reported on.
 */
final class ThresholdFitting {
  /** Fewer tell nothing. */
  static final int LEAST = 100;

  private static final int BINS = 10;
  private static final int POINTS = 24;
  private static final int POINT_RESAMPLES = 100;
  private static final int RESAMPLES = 1_000;
  private static final long SEED = 1;

  private final Evidence evidence;
  private final List<Known> fitted = new ArrayList<>();
  private final List<Known> aside = new ArrayList<>();

  /** A scorer's front, and what of it serves the goal. */
  private record Fitted(Scorer scorer, CascadeFront front, FittedCascade choice) {}

  ThresholdFitting(Evidence evidence) {
    this.evidence = evidence;
    for (int i = 0; i < evidence.known().size(); i++) {
      (i % 2 == 0 ? fitted : aside).add(evidence.known().get(i));
    }
  }

  /**
   * Fits.
   *
   * @param progress hears how far it is; may throw to end it
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} if there is too little evidence,
   *     or nothing serves the goal
   */
  FitReport fit(
      String policy, Measure measure, List<Scorer> scorers, Goal goal, Progress progress) {
    if (evidence.known().size() < LEAST) {
      throw new SpillwayException(
          new ErrorKind.InvalidValue(
              "decisions",
              "there must be at least %d requests whose every tier replied and was judged; there are"
                      .formatted(LEAST)
                  + " %d, and left out: %s"
                      .formatted(evidence.known().size(), evidence.leftOutByName())));
    }
    var all = new ArrayList<Fitted>();
    for (int i = 0; i < scorers.size(); i++) {
      int done = i;
      var scorer = calibrated(scorers.get(i));
      var front =
          ThresholdFit.front(
              decisions(fitted, scorer),
              (lists, of) ->
                  progress.at(
                      "fitting " + scorer.wireName(),
                      (done + lists / (double) of) / (scorers.size() + 1)));
      all.add(new Fitted(scorer, front, front.at(goal)));
    }
    var best = all.stream().max(better(goal)).orElseThrow();
    progress.at("reporting", scorers.size() / (scorers.size() + 1.0));
    return report(policy, measure, all, best, progress);
  }

  /**
   * A second opinion with the probabilities that its scores have where it is fitted: of all tiers
   * but the last, which nobody is asked about.
   */
  private Scorer calibrated(Scorer scorer) {
    if (!(scorer instanceof SecondOpinion opinion)) {
      return scorer;
    }
    var samples = new ArrayList<Calibration.Sample>();
    for (var each : fitted) {
      for (var reply : each.replies().subList(0, each.replies().size() - 1)) {
        var score = reply.opinion().map(Evidence.Opinion::score).orElse(OptionalDouble.empty());
        if (score.isPresent()) {
          samples.add(new Calibration.Sample(score.getAsDouble(), reply.quality(), each.weight()));
        }
      }
    }
    return samples.isEmpty() ? opinion : opinion.calibrated(Calibration.fit(samples));
  }

  private static Comparator<Fitted> better(Goal goal) {
    return goal instanceof Goal.Quality
        ? Comparator.comparingDouble(each -> -each.choice.cost())
        : Comparator.comparingDouble(each -> each.choice.quality());
  }

  private FitReport report(
      String policy, Measure measure, List<Fitted> all, Fitted best, Progress progress) {
    var rows = decisions(aside, best.scorer);
    var points = new ArrayList<FitReport.Point>();
    for (var point : best.front.thinned(POINTS)) {
      progress.at("reporting", (all.size() + points.size() / (double) POINTS) / (all.size() + 1));
      var trial = Trial.of(point, best.front.bestTier(), rows, POINT_RESAMPLES, SEED);
      points.add(
          new FitReport.Point(
              names(point),
              point.thresholds(),
              Range.of(trial.quality(), 1),
              Range.of(trial.cost(), 1_000),
              Range.of(trial.escalated(), 1),
              List.of(point.quality(), point.cost(), point.escalated())));
    }
    var trial = Trial.of(best.choice, best.front.bestTier(), rows, RESAMPLES, SEED);
    return new FitReport(
        policy,
        evidence.tiers(),
        measure.wireName(),
        FitReport.Basis.of(evidence, fitted.size(), aside.size()),
        names(best.front.bestTier()).getFirst(),
        all.stream()
            .map(
                each ->
                    new FitReport.OfScorer(
                        each.scorer.wireName(),
                        each.choice.quality(),
                        1_000 * each.choice.cost(),
                        each.choice.escalated(),
                        calibrationError(each.scorer)))
            .toList(),
        points,
        new FitReport.Candidate(
            new FitReport.Body(
                names(best.choice),
                best.scorer.wireName(),
                scoring(best),
                best.choice.thresholds(),
                conduct(best.choice, rows),
                String.format(
                    Locale.ROOT,
                    "fitted on %d decisions: quality %.4f, %.4g USD a thousand",
                    fitted.size(),
                    trial.quality().value(),
                    1_000 * trial.cost().value())),
            Range.of(trial.quality(), 1),
            Range.of(trial.cost(), 1_000),
            Range.of(trial.escalated(), 1),
            Range.of(trial.gain(), 1),
            Range.of(trial.saving(), 1)));
  }

  /** How far the confidence is from the quality, where it was not fitted. */
  private double calibrationError(Scorer scorer) {
    var judged =
        decisions(aside, scorer).stream()
            .flatMap(row -> row.attempts().subList(0, row.attempts().size() - 1).stream())
            .toList();
    return Reliability.of(
            judged.stream().mapToDouble(LabelledDecision.Attempt::confidence).toArray(),
            judged.stream().mapToDouble(LabelledDecision.Attempt::quality).toArray(),
            BINS)
        .expectedError();
  }

  /** What the candidate's scorer needs to know. */
  private static @Nullable JsonNode scoring(Fitted best) {
    return best.scorer instanceof SecondOpinion opinion ? ScoringJson.write(opinion) : null;
  }

  /** What to watch for; nothing where one tier answers all. */
  private static FitReport.@Nullable Conduct conduct(
      FittedCascade cascade, List<LabelledDecision> rows) {
    int last = cascade.thresholds().size();
    double all = 0;
    double accepted = 0;
    double quality = 0;
    double brier = 0;
    for (var row : rows) {
      int stage = cascade.stage(row);
      all += row.weight();
      if (stage < last) {
        var given = row.attempts().get(cascade.tiers().get(stage));
        double off = given.confidence() - given.quality();
        accepted += row.weight();
        quality += row.weight() * given.quality();
        brier += row.weight() * off * off;
      }
    }
    return accepted == 0
        ? null
        : new FitReport.Conduct(
            new FitReport.Promised(accepted / all, quality / accepted, brier / accepted));
  }

  private List<String> names(FittedCascade cascade) {
    return cascade.tiers().stream().map(evidence.tiers()::get).toList();
  }

  private static List<LabelledDecision> decisions(List<Known> known, Scorer scorer) {
    return known.stream()
        .map(
            each ->
                new LabelledDecision(
                    each.replies().stream().map(reply -> attempt(reply, scorer)).toList(),
                    each.weight()))
        .toList();
  }

  private static LabelledDecision.Attempt attempt(Reply reply, Scorer scorer) {
    return switch (scorer) {
      case TokenScorer tokens ->
          new LabelledDecision.Attempt(
              tokens.confidence(reply.tokens()), reply.quality(), reply.cost());
      case SecondOpinion opinion -> {
        var heard = reply.opinion();
        yield new LabelledDecision.Attempt(
            opinion.assumed(heard.map(Evidence.Opinion::score).orElse(OptionalDouble.empty())),
            reply.quality(),
            reply.cost(),
            heard.map(Evidence.Opinion::cost).orElse(0.0));
      }
    };
  }
}
