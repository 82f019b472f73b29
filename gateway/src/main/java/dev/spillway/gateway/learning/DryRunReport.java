package dev.spillway.gateway.learning;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a policy would have done with kept decisions. */
@Schema(name = "DryRun")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DryRunReport(
    @Schema(description = "That were played, the latest.", examples = "2000") int decisions,
    @Schema(
            description = "Left out, because a learned router needs texts and none were kept.",
            examples = "0")
        int unreadable,
    @Schema(
            description =
                "Whose course hangs on a reply that nobody knows; they are in what follows"
                    + " as far as it goes.")
        int undecided,
    @JsonProperty("without_embedding")
        @Schema(
            description =
                "Decided without, because no worker embedded the question as the router learned.",
            examples = "0")
        int withoutEmbedding,
    @Schema(description = "How many would have asked each tier.") Map<String, Integer> asked,
    @Schema(description = "Share that would have asked a second tier.", examples = "0.31")
        double escalated,
    @JsonProperty("usd_per_1000")
        @Schema(
            description =
                "A reply that is not known costs what the tier's others cost in the mean.")
        double usdPerThousand,
    @JsonProperty("usd_per_1000_live") @Schema(description = "What they cost in fact.")
        double usdPerThousandLive,
    @JsonProperty("other_tier")
        @Schema(description = "Answers that would have been another tier's.")
        int otherTier,
    @JsonProperty("other_answer")
        @Schema(description = "Of these, how many are known to come to something else.")
        int otherAnswer,
    @JsonProperty("same_answer")
        @Schema(description = "Of these, how many are known to come to the same.")
        int sameAnswer,
    @JsonProperty("judged")
        @Schema(description = "Decisions that the qualities are of: every tier's reply is known.")
        int judged,
    @Schema(
            description =
                "Expected, weighted by inverse propensities: agreement with the last tier.")
        @Nullable Double quality,
    @JsonProperty("quality_live") @Schema(description = "The same of the answers that were given.")
        @Nullable Double qualityLive) {
  public DryRunReport {
    asked = Map.copyOf(asked);
  }
}
