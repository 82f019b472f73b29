package dev.spillway.gateway.decision;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.gateway.cascade.Ending;
import dev.spillway.gateway.cascade.TierVisit;
import dev.spillway.gateway.cascade.Trail;
import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.routing.Agreement;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What came of asking one tier, as it is stored and shown. */
@Schema(name = "AskedTier", description = "What came of asking one tier.")
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AskedTier(
    @Schema(examples = "demo-small") String tier,
    @JsonProperty("finish_reason")
        @Schema(
            description =
                "stop or length; cut: it could not become the answer any more; failed; cancelled:"
                    + " the client went away.",
            examples = "stop")
        String finishReason,
    @Schema(description = "The code of the failure, if it failed.") @Nullable String error,
    @Schema(description = "Workers that were asked.", examples = "1") int attempts,
    @Schema(
            description = "Score or probability of the reply; absent if it was not judged.",
            examples = "0.93")
        @Nullable Double confidence,
    @JsonProperty("prompt_tokens") @Schema(examples = "12") int promptTokens,
    @JsonProperty("cached_tokens") @Schema(examples = "8") int cachedTokens,
    @JsonProperty("cache_write_tokens")
        @Schema(description = "Kept in a cache at a price of their own.", examples = "0")
        int cacheWriteTokens,
    @JsonProperty("completion_tokens") @Schema(examples = "3") int completionTokens,
    @JsonProperty("reasoning_tokens")
        @Schema(description = "Of the reply's, those that were thought, if told.", examples = "0")
        int reasoningTokens,
    @JsonProperty("cost_usd")
        @Schema(description = "Of all attempts, exact.", examples = "0.0000015")
        String costUsd,
    @JsonProperty("first_token_ms")
        @Schema(description = "From asking the tier to its first token.", examples = "41.5")
        @Nullable Double firstTokenMs,
    @JsonProperty("total_ms")
        @Schema(description = "From asking the tier to its end.", examples = "87.25")
        double totalMs,
    @JsonProperty("waited_ms")
        @Schema(
            description =
                "Of both, how long the request stood in line for a place at the tier; absent if it"
                    + " did not.",
            examples = "12.5")
        @Nullable Double waitedMs,
    @Schema(description = "Absent if no token came.") @Nullable Logprobs logprobs,
    @Schema(description = "The reply, if texts are kept.") @Nullable String text,
    @Schema(
            description =
                "Whether the reply comes to the same as the answer; absent where either did not"
                    + " come to its end.")
        @Nullable Boolean agrees,
    @Schema(
            description =
                "True where the tier was asked beside the request, at the operator's cost, to learn"
                    + " from it.")
        @Nullable Boolean aside,
    @Schema(description = "Where the policy's scorer asked somebody else about the reply.")
        @Nullable AskedOpinion opinion) {

  /**
   * It was not waited for, and nobody was asked about it; nothing was kept in a cache, and no
   * thoughts were told.
   */
  public AskedTier(
      String tier,
      String finishReason,
      @Nullable String error,
      int attempts,
      @Nullable Double confidence,
      int promptTokens,
      int cachedTokens,
      int completionTokens,
      String costUsd,
      @Nullable Double firstTokenMs,
      double totalMs,
      @Nullable Logprobs logprobs,
      @Nullable String text,
      @Nullable Boolean agrees,
      @Nullable Boolean aside) {
    this(
        tier,
        finishReason,
        error,
        attempts,
        confidence,
        promptTokens,
        cachedTokens,
        0,
        completionTokens,
        0,
        costUsd,
        firstTokenMs,
        totalMs,
        null,
        logprobs,
        text,
        agrees,
        aside,
        null);
  }

  /** {@link AnswerStatistics} on the wire. */
  @Schema(
      name = "LogprobStatistics",
      description = "Natural log-probabilities of the reply's tokens.")
  @RegisterForReflection
  public record Logprobs(
      @Schema(examples = "3") int tokens,
      @Schema(examples = "-0.15") double sum,
      @Schema(examples = "-0.1") double min,
      @JsonProperty("second_min") @Schema(examples = "-0.04") double secondMin,
      @Schema(examples = "-0.01") double first,
      @Schema(description = "Tokens with a probability below 0.6.", examples = "0") int doubtful) {

    /** As scorers take it. */
    public AnswerStatistics statistics() {
      return new AnswerStatistics(tokens, sum, min, secondMin, first, doubtful);
    }

    static @Nullable Logprobs of(AnswerStatistics tokens) {
      return tokens.tokens() == 0
          ? null
          : new Logprobs(
              tokens.tokens(),
              tokens.sum(),
              tokens.min(),
              tokens.secondMin(),
              tokens.first(),
              tokens.doubtful());
    }
  }

  /** A visit on the way to the answer, or an aside beside it. */
  static AskedTier of(TierVisit visit, Trail trail, boolean aside, boolean keepText) {
    return new AskedTier(
        visit.tier().name(),
        visit.ending().wireName(),
        visit.error().orElse(null),
        visit.attempts(),
        visit.confidence().isPresent() ? visit.confidence().getAsDouble() : null,
        visit.usage().promptTokens(),
        visit.usage().cachedTokens(),
        visit.usage().cacheWriteTokens(),
        visit.usage().completionTokens(),
        visit.usage().reasoningTokens(),
        visit.cost().toString(),
        visit.firstToken().map(AskedTier::millis).orElse(null),
        millis(visit.took()),
        visit.waited().isZero() ? null : millis(visit.waited()),
        Logprobs.of(visit.tokens()),
        keepText ? Storable.text(visit.text()) : null,
        agrees(visit, trail),
        aside ? true : null,
        visit.opinion().map(AskedOpinion::of).orElse(null));
  }

  /** Whether the reply came to its own end, or that of the limit of tokens. */
  @JsonIgnore
  public boolean isWhole() {
    return finishReason.equals(Ending.STOP.wireName())
        || finishReason.equals(Ending.LENGTH.wireName());
  }

  private static @Nullable Boolean agrees(TierVisit visit, Trail trail) {
    if (!visit.isWhole()) {
      return null;
    }
    return trail
        .reply(trail.decision().tier())
        .map(answer -> Agreement.of(visit.text(), answer.text()))
        .orElse(null);
  }

  /** With the fraction of a millisecond, to the microsecond. */
  static double millis(Duration duration) {
    long micros = duration.toNanos() / 1_000;
    return micros / 1e3;
  }
}
