package dev.spillway.gateway.learning;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.fit.Goal;
import dev.spillway.router.learn.Reliability;
import dev.spillway.router.routing.Example;
import dev.spillway.router.routing.Front;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How a router does on examples that it has not learned from.
 *
 * @param learnedFrom examples that it has learned from
 * @param heldOut examples that the rest is about
 * @param tiers what each tier alone gives
 * @param front what the router gives for what cost, from the cheapest
 * @param calibrationError the mean distance between its probabilities and what was right
 * @param reliability the same, by probability
 * @param basis which decisions it was learned from, where that were kept ones
 * @param embeddings the model whose embeddings of the questions it learned from too, if it did
 */
@Schema(name = "TrainingReport")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainingReport(
    @JsonProperty("learned_from") int learnedFrom,
    @JsonProperty("held_out") int heldOut,
    List<Tier> tiers,
    List<Point> front,
    @JsonProperty("calibration_error") double calibrationError,
    List<Reliability.Bin> reliability,
    FitReport.@Nullable Basis basis,
    @Schema(examples = "all-minilm-l6-v2-q") @Nullable String embeddings) {

  public TrainingReport {
    tiers = List.copyOf(tiers);
    front = List.copyOf(front);
    reliability = List.copyOf(reliability);
  }

  /**
   * The worth of a right answer with which the router serves a goal, by the front. It is chosen on
   * the examples that the front is reported on, among few points along one line: a little luck may
   * be in it.
   *
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the goal if nothing serves
   *     it
   */
  double worth(Goal goal) {
    return switch (goal) {
      case Goal.Budget(double usdPerThousand) ->
          front.stream()
              .filter(point -> point.costUsd() * 1_000 <= usdPerThousand)
              .max(Comparator.comparingDouble(Point::costUsd))
              .orElseThrow(
                  () ->
                      invalid(
                          "budget_usd_per_1000",
                          front.stream().mapToDouble(Point::costUsd).min().orElse(0) * 1_000,
                          "must be at least what the cheapest tier costs"))
              .worthUsd();
      case Goal.Quality(double share) -> {
        double wanted = share * tiers.stream().mapToDouble(Tier::quality).max().orElse(0);
        yield front.stream()
            .filter(point -> point.quality() >= wanted)
            .min(Comparator.comparingDouble(Point::costUsd))
            .orElseThrow(
                () ->
                    invalid(
                        "quality",
                        front.stream().mapToDouble(Point::quality).max().orElse(0),
                        "is more than the router gives; its best"))
            .worthUsd();
      }
      case Goal.Escalations escalations ->
          throw new SpillwayException(
              new ErrorKind.InvalidValue(
                  "escalations", "a router is learned for a budget or a quality"));
    };
  }

  private static SpillwayException invalid(String field, double figure, String what) {
    return new SpillwayException(
        new ErrorKind.InvalidValue(
            field, String.format(Locale.ROOT, "%s %s: %.6g", field, what, figure)));
  }

  /** A tier alone: mean quality, and mean dollars a request. */
  public record Tier(String name, double quality, @JsonProperty("cost_usd") double costUsd) {
    static Tier of(String name, List<Example> examples, int tier) {
      return new Tier(
          name,
          mean(examples, e -> e.replies().get(tier).quality()),
          mean(examples, e -> e.replies().get(tier).cost()));
    }

    private static double mean(List<Example> examples, ToDoubleFunction<Example> figure) {
      double weights = 0;
      double sum = 0;
      for (var example : examples) {
        weights += example.weight();
        sum += example.weight() * figure.applyAsDouble(example);
      }
      return weights == 0 ? 0 : sum / weights;
    }
  }

  /**
   * The router where a right answer is worth so much.
   *
   * @param costUsd mean dollars a request
   * @param asked mean tiers a request
   */
  public record Point(
      @JsonProperty("worth_usd") double worthUsd,
      double quality,
      @JsonProperty("cost_usd") double costUsd,
      double asked) {

    /** Points that differ from the one before. */
    static List<Point> distinct(List<Front.Point> front) {
      var points = new ArrayList<Point>();
      for (var each : front) {
        var point = new Point(each.worth(), each.quality(), each.cost(), each.asked());
        if (points.isEmpty()
            || points.getLast().quality != point.quality
            || points.getLast().costUsd != point.costUsd) {
          points.add(point);
        }
      }
      return points;
    }
  }
}
