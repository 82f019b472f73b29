package dev.spillway.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.gateway.usage.UsageRow;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Rows of use, as the admin API shows them: costs are exact decimals of dollars. */
@Schema(name = "UsageReport")
@RegisterForReflection
record UsageReport(@Schema(examples = "list") String object, List<Row> data) {
  static final String CSV = "text/csv";

  private static final String HEAD =
      "organisation_id,project_id,key_id,tier,day,requests,prompt_tokens,cached_tokens,"
          + "cache_write_tokens,completion_tokens,reasoning_tokens,cost_usd\n";

  /** One row; what was summed over is absent. */
  @Schema(name = "UsageRow")
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(
      @JsonProperty("organisation_id") @Nullable String organisationId,
      @JsonProperty("project_id") @Nullable String projectId,
      @JsonProperty("key_id") @Nullable String keyId,
      @Schema(examples = "demo-small") @Nullable String tier,
      @Schema(description = "In UTC.", examples = "2026-11-21") @Nullable String day,
      @Schema(description = "Requests for which the tier was asked.") long requests,
      @JsonProperty("prompt_tokens") long promptTokens,
      @JsonProperty("cached_tokens")
          @Schema(description = "Of the prompt's, those that did not have to be computed.")
          long cachedTokens,
      @JsonProperty("cache_write_tokens")
          @Schema(description = "Of the prompt's, those that were kept in a cache at a price.")
          long cacheWriteTokens,
      @JsonProperty("completion_tokens") long completionTokens,
      @JsonProperty("reasoning_tokens")
          @Schema(description = "Of the answer's, those that were thought, as far as engines tell.")
          long reasoningTokens,
      @JsonProperty("cost_usd") @Schema(examples = "0.0000015") String costUsd) {

    static Row of(UsageRow row) {
      return new Row(
          row.organisationId(),
          row.projectId(),
          row.keyId(),
          row.tier(),
          row.day(),
          row.requests(),
          row.promptTokens(),
          row.cachedTokens(),
          row.cacheWriteTokens(),
          row.completionTokens(),
          row.reasoningTokens(),
          row.cost().toString());
    }
  }

  static UsageReport of(List<UsageRow> rows) {
    return new UsageReport("list", rows.stream().map(Row::of).toList());
  }

  /** Names of tiers, ids, days and numbers have nothing in them that would have to be quoted. */
  static String csv(List<UsageRow> rows) {
    return rows.stream().map(UsageReport::line).collect(Collectors.joining("", HEAD, ""));
  }

  private static String line(UsageRow row) {
    return Stream.of(
                row.organisationId(),
                row.projectId(),
                row.keyId(),
                row.tier(),
                row.day(),
                row.requests(),
                row.promptTokens(),
                row.cachedTokens(),
                row.cacheWriteTokens(),
                row.completionTokens(),
                row.reasoningTokens(),
                row.cost())
            .map(value -> value == null ? "" : value.toString())
            .collect(Collectors.joining(","))
        + "\n";
  }
}
