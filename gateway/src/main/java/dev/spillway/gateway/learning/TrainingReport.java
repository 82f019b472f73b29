package dev.spillway.gateway.learning;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.router.learn.Reliability;
import dev.spillway.router.routing.Example;
import dev.spillway.router.routing.Front;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How a router does on examples that it has not learned from.
 *
 * @param learnedFrom examples that it has learned from
 * @param heldOut examples that the rest is about
 * @param tiers what each tier alone gives
 * @param front what the router gives for what cost, from the cheapest
 * @param calibrationError the mean distance between its probabilities and what was right
 * @param reliability the same, by probability
 */
@Schema(name = "TrainingReport")
public record TrainingReport(
    @JsonProperty("learned_from") int learnedFrom,
    @JsonProperty("held_out") int heldOut,
    List<Tier> tiers,
    List<Point> front,
    @JsonProperty("calibration_error") double calibrationError,
    List<Reliability.Bin> reliability) {

  public TrainingReport {
    tiers = List.copyOf(tiers);
    front = List.copyOf(front);
    reliability = List.copyOf(reliability);
  }

  /** A tier alone: mean quality, and mean dollars a request. */
  public record Tier(String name, double quality, @JsonProperty("cost_usd") double costUsd) {
    static Tier of(String name, List<Example> examples, int tier) {
      return new Tier(
          name,
          examples.stream().mapToDouble(e -> e.replies().get(tier).quality()).average().orElse(0),
          examples.stream().mapToDouble(e -> e.replies().get(tier).cost()).average().orElse(0));
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
