package dev.spillway.gateway.learning;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How far a fit is.
 *
 * @param state {@code running}, {@code done}, {@code failed} or {@code cancelled}
 * @param stage what is being done, while it runs
 * @param progress of that stage and those before, from 0 to 1; reading has an unknown end
 * @param read decisions that were read so far
 * @param error what was wrong, if it failed
 * @param report what it found, if thresholds were fitted
 * @param learned what came of it, if a router was learned
 */
@Schema(name = "Fit")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FitStatus(
    @Schema(examples = "f-3") String id,
    @Schema(examples = "auto") String policy,
    @Schema(examples = "running") String state,
    @Schema(examples = "reading decisions") String stage,
    @Schema(examples = "0.4") double progress,
    @Schema(examples = "40000") int read,
    @JsonProperty("started_at") Instant startedAt,
    @JsonProperty("ended_at") @Nullable Instant endedAt,
    @Nullable String error,
    @Nullable FitReport report,
    @Nullable LearnedPolicy learned) {

  static final String RUNNING = "running";

  static FitStatus begun(String id, String policy, Instant now) {
    return new FitStatus(
        id, policy, RUNNING, "reading decisions", 0, 0, now, null, null, null, null);
  }

  boolean isRunning() {
    return state.equals(RUNNING);
  }

  FitStatus at(String newStage, double share, int rows) {
    return new FitStatus(
        id, policy, state, newStage, share, rows, startedAt, null, null, null, null);
  }

  FitStatus done(Job.Found found, Instant now) {
    return switch (found) {
      case Job.Found.Front(FitReport front) -> done(now, front, null);
      case Job.Found.Router(LearnedPolicy router) -> done(now, null, router);
    };
  }

  private FitStatus done(Instant now, @Nullable FitReport front, @Nullable LearnedPolicy router) {
    return new FitStatus(id, policy, "done", "done", 1, read, startedAt, now, null, front, router);
  }

  FitStatus ended(String how, @Nullable String why, Instant now) {
    return new FitStatus(id, policy, how, stage, progress, read, startedAt, now, why, null, null);
  }
}
