package dev.spillway.gateway.learning;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.router.fit.Trial;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a fit found. Everything but what says otherwise is measured on decisions that it was not
 * fitted on, with 95 % intervals by bootstrap.
 *
 * @param bestTier the single tier of the best quality, which the rest is compared with
 * @param scorers what each scorer gives at the goal, where it was fitted
 * @param front the cascades that nothing beats, by rising cost
 * @param candidate what serves the goal, as {@code PUT} takes it
 */
@Schema(name = "FitReport")
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FitReport(
    @Schema(examples = "auto") String policy,
    List<String> tiers,
    @Schema(examples = "agreement") String measure,
    Basis basis,
    @JsonProperty("best_tier") String bestTier,
    List<OfScorer> scorers,
    List<Point> front,
    Candidate candidate) {

  public FitReport {
    tiers = List.copyOf(tiers);
    scorers = List.copyOf(scorers);
    front = List.copyOf(front);
  }

  /**
   * What was fitted on.
   *
   * @param effective as how many requests of equal weight the evidence tells
   * @param covered share of decisions for which the evidence speaks
   * @param leftOut decisions that were left out, by reason
   * @param warnings what may make the figures wrong
   */
  @Schema(name = "FitBasis")
  @RegisterForReflection
  public record Basis(
      @JsonProperty("fitted_on") int fittedOn,
      @JsonProperty("reported_on") int reportedOn,
      double effective,
      double covered,
      @JsonProperty("left_out") Map<String, Integer> leftOut,
      List<String> warnings) {
    public Basis {
      leftOut = Map.copyOf(leftOut);
      warnings = List.copyOf(warnings);
    }

    static Basis of(Evidence evidence, int fittedOn, int reportedOn) {
      return new Basis(
          fittedOn,
          reportedOn,
          evidence.effective(),
          evidence.covered(),
          evidence.leftOutByName(),
          evidence.warnings());
    }
  }

  /**
   * The best that a scorer gives at the goal, where it was fitted.
   *
   * @param calibrationError mean distance of confidence from quality, where it was not fitted (ECE)
   */
  @Schema(name = "FitOfScorer")
  @RegisterForReflection
  public record OfScorer(
      String scorer,
      double quality,
      @JsonProperty("usd_per_1000") double usdPerThousand,
      double escalated,
      @JsonProperty("calibration_error") double calibrationError) {}

  /** A figure, and where it lies in 95 of 100 resamples. */
  @Schema(name = "Interval")
  @RegisterForReflection
  public record Range(double low, double value, double high) {
    static Range of(Trial.Interval interval, double times) {
      return new Range(interval.low() * times, interval.value() * times, interval.high() * times);
    }
  }

  /**
   * A cascade of the front.
   *
   * @param fitted what it came to where it was fitted: quality, dollars a request, escalated share
   */
  @Schema(name = "FitPoint")
  @RegisterForReflection
  public record Point(
      List<String> tiers,
      List<Double> thresholds,
      Range quality,
      @JsonProperty("usd_per_1000") Range usdPerThousand,
      Range escalated,
      List<Double> fitted) {
    public Point {
      tiers = List.copyOf(tiers);
      thresholds = List.copyOf(thresholds);
      fitted = List.copyOf(fitted);
    }
  }

  /**
   * What serves the goal.
   *
   * @param gain in quality over the best tier
   * @param saving share of the best tier's cost
   */
  @Schema(name = "FitCandidate")
  @RegisterForReflection
  public record Candidate(
      Body policy,
      Range quality,
      @JsonProperty("usd_per_1000") Range usdPerThousand,
      Range escalated,
      Range gain,
      Range saving) {}

  /** As {@code PUT /admin/v1/policies/NAME} takes it. */
  @Schema(name = "FitPolicy")
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Body(
      List<String> tiers,
      String scorer,
      @Nullable JsonNode scoring,
      List<Double> thresholds,
      @Nullable Conduct conduct,
      String comment) {
    public Body {
      tiers = List.copyOf(tiers);
      thresholds = List.copyOf(thresholds);
    }
  }

  /** What the candidate is to be watched for. */
  @Schema(name = "FitConduct")
  @RegisterForReflection
  public record Conduct(Promised promise) {}

  /**
   * What it came to where it was not fitted.
   *
   * @param acceptance share of requests answered before the last tier
   * @param quality mean quality of those answers
   * @param brier mean squared distance between their confidence and quality
   */
  @Schema(name = "FitPromise")
  @RegisterForReflection
  public record Promised(double acceptance, double quality, double brier) {}
}
