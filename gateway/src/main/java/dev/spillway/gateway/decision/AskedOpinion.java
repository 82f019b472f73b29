package dev.spillway.gateway.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.gateway.cascade.Opinion;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.OptionalDouble;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What came of asking somebody else about a reply, as it is stored and shown. */
@Schema(name = "AskedOpinion", description = "What came of asking somebody else about a reply.")
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AskedOpinion(
    @Schema(examples = "judge") String scorer,
    @Schema(description = "The tier that was asked.", examples = "demo-large") String tier,
    @Schema(
            description =
                "What it says of the reply, before it is made a probability; absent if nothing was"
                    + " said that can be read, in time.",
            examples = "0.8")
        @Nullable Double score,
    @Schema(description = "Why there is no score.", examples = "unreadable") @Nullable String error,
    @JsonProperty("prompt_tokens") @Schema(examples = "90") int promptTokens,
    @JsonProperty("completion_tokens") @Schema(examples = "1") int completionTokens,
    @JsonProperty("cost_usd")
        @Schema(description = "Not in that of the reply; exact.", examples = "0.00009")
        String costUsd,
    @JsonProperty("total_ms") @Schema(examples = "35.5") double totalMs) {

  static AskedOpinion of(Opinion opinion) {
    return new AskedOpinion(
        opinion.scorer(),
        opinion.tier().name(),
        opinion.score().isPresent() ? opinion.score().getAsDouble() : null,
        opinion.error().orElse(null),
        opinion.usage().promptTokens(),
        opinion.usage().completionTokens(),
        opinion.cost().toString(),
        AskedTier.millis(opinion.took()));
  }

  /** What it says of the reply, if it does. */
  public OptionalDouble heard() {
    return score == null ? OptionalDouble.empty() : OptionalDouble.of(score);
  }
}
