package dev.spillway.gateway.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.router.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A row of {@code usage_day}, or a sum of some; absent is what was summed over. */
@Schema(name = "Usage", description = "What was used; what is absent was summed over.")
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UsageRow(
    @JsonProperty("organisation_id") @Nullable String organisationId,
    @JsonProperty("project_id") @Nullable String projectId,
    @JsonProperty("key_id") @Nullable String keyId,
    @Schema(examples = "demo-small") @Nullable String tier,
    @Schema(description = "In UTC.", examples = "2026-11-21") @Nullable String day,
    @Schema(description = "Requests for which the tier was asked.") long requests,
    @JsonProperty("prompt_tokens") long promptTokens,
    @JsonProperty("cached_tokens") long cachedTokens,
    @JsonProperty("cache_write_tokens") long cacheWriteTokens,
    @JsonProperty("completion_tokens") long completionTokens,
    @JsonProperty("reasoning_tokens") long reasoningTokens,
    @JsonProperty("cost_pico_usd") long costPicoUsd) {

  UsageRow plus(UsageRow other) {
    return new UsageRow(
        organisationId,
        projectId,
        keyId,
        tier,
        day,
        requests + other.requests,
        promptTokens + other.promptTokens,
        cachedTokens + other.cachedTokens,
        cacheWriteTokens + other.cacheWriteTokens,
        completionTokens + other.completionTokens,
        reasoningTokens + other.reasoningTokens,
        Math.addExact(costPicoUsd, other.costPicoUsd));
  }

  /** In dollars, exactly. */
  public Money cost() {
    return new Money(costPicoUsd);
  }
}
