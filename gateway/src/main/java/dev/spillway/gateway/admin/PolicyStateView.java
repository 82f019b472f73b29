package dev.spillway.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.gateway.learning.Tally;
import dev.spillway.router.budget.BudgetController.Spending;
import dev.spillway.router.drift.Drift;
import dev.spillway.router.learn.Reliability;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How a policy does. */
@Schema(name = "PolicyState", description = "How a policy does.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record PolicyStateView(
    @Schema(examples = "auto") String name,
    @Schema(examples = "3") int version,
    @Schema(
            description =
                "Whether candidate and drift are what all gateways saw. Else the database is away,"
                    + " and they are what all saw until then and this one since.")
        boolean complete,
    @Schema(
            description =
                "Where it has a budget and the gateway that answers served it: of that gateway"
                    + " alone.")
        @Nullable Budget budget,
    @Schema(description = "Where it has a candidate and was asked.") @Nullable Candidate candidate,
    @Schema(description = "Where it promises something and was asked.")
        @Nullable DriftState drift) {

  static PolicyStateView of(
      String name,
      int version,
      boolean complete,
      Optional<Spending> spending,
      Optional<Tally> tally,
      Optional<Drift> drift) {
    return new PolicyStateView(
        name,
        version,
        complete,
        spending.map(Budget::of).orElse(null),
        tally.map(Candidate::of).orElse(null),
        drift.map(DriftState::of).orElse(null));
  }

  /** What was spent. */
  @Schema(name = "BudgetState")
  record Budget(
      @Schema(examples = "4000") long requests,
      @JsonProperty("spent_usd") @Schema(examples = "0.0612") double spentUsd,
      @Schema(description = "Of what they may cost.", examples = "1.02") double realised,
      @Schema(
              description =
                  "By which the worth of a right answer, or the odds of a threshold, are"
                      + " multiplied now.",
              examples = "0.8")
          double factor) {
    static Budget of(Spending spending) {
      return new Budget(
          spending.requests(), spending.spent(), spending.realised(), spending.factor());
    }
  }

  /** What the candidate would have come to. */
  @Schema(name = "CandidateState")
  record Candidate(
      @Schema(examples = "auto-next") String name,
      int version,
      Instant since,
      @Schema(examples = "1000") long requests,
      @Schema(description = "The answer of the same tier.") long same,
      @Schema(description = "That of a cheaper tier.") long earlier,
      @Schema(description = "That of a dearer tier.") long later,
      @Schema(description = "It hangs on a reply that nobody knows.") long undecided,
      @JsonProperty("live_usd") double liveUsd,
      @JsonProperty("candidate_usd") double candidateUsd) {
    static Candidate of(Tally tally) {
      return new Candidate(
          tally.candidate(),
          tally.candidateVersion(),
          tally.since(),
          tally.requests(),
          tally.same(),
          tally.earlier(),
          tally.later(),
          tally.undecided(),
          tally.usd(),
          tally.candidateUsd());
    }
  }

  /** Whether it keeps its promise. */
  @Schema(name = "DriftState")
  record DriftState(
      @Schema(description = "Whether any figure is outside what was promised.") boolean outside,
      List<Figure> figures,
      @JsonProperty("calibration_error")
          @Schema(description = "Of at most the last thousand labelled answers (ECE).")
          double calibrationError,
      List<Reliability.Bin> reliability) {

    /** A promised figure. */
    @Schema(name = "DriftFigure")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Figure(
        @Schema(examples = "acceptance") String figure,
        @Schema(examples = "0.7") double promised,
        @Schema(description = "Mean of at most the last thousand.") @Nullable Double recent,
        @Schema(description = "How many were seen.") long seen,
        boolean outside) {}

    static DriftState of(Drift drift) {
      var reliability = drift.reliability();
      return new DriftState(
          drift.isOutside(),
          drift.states().stream()
              .map(
                  each ->
                      new Figure(
                          each.figure(),
                          each.promised(),
                          each.recent().isPresent() ? each.recent().getAsDouble() : null,
                          each.seen(),
                          each.outside()))
              .toList(),
          reliability.expectedError(),
          reliability.bins());
    }
  }
}
