package dev.spillway.gateway.tenancy;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What an organisation, a project or a key may use; absent is unlimited. The names are those of the
 * admin API and of the database.
 */
@Schema(name = "Limits", description = "What may be used; an absent limit is none.")
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Limits(
    @JsonProperty("requests_per_minute") @Schema(examples = "600")
        @Nullable Integer requestsPerMinute,
    @JsonProperty("tokens_per_minute")
        @Schema(description = "Read and written, together.", examples = "200000")
        @Nullable Integer tokensPerMinute,
    @Schema(description = "Requests at the same time.", examples = "20")
        @Nullable Integer concurrency,
    @JsonProperty("usd_per_day")
        @Schema(description = "Dollars from midnight to midnight, UTC; a decimal.", examples = "25")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable BigDecimal usdPerDay,
    @JsonProperty("usd_per_month")
        @Schema(description = "Dollars in a calendar month, UTC; a decimal.", examples = "500")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable BigDecimal usdPerMonth,
    @Schema(
            description =
                "Of a project: its share beside others where all workers are full. One of 2 gets"
                    + " twice as much as one of 1, which is the default.",
            examples = "2")
        @Nullable Integer weight,
    @Schema(
            description =
                "The highest priority that requests may have: high, normal or low. Of those that"
                    + " key, project and organisation name the lowest holds; normal if none does.",
            examples = "high")
        @Nullable String priority) {

  public static final Limits NONE = new Limits(null, null, null, null, null);

  /** With nothing about the order in which requests are served. */
  public Limits(
      @Nullable Integer requestsPerMinute,
      @Nullable Integer tokensPerMinute,
      @Nullable Integer concurrency,
      @Nullable BigDecimal usdPerDay,
      @Nullable BigDecimal usdPerMonth) {
    this(requestsPerMinute, tokensPerMinute, concurrency, usdPerDay, usdPerMonth, null, null);
  }

  /** Whether there is nothing to count. */
  @JsonIgnore
  public boolean isNone() {
    return requestsPerMinute == null
        && tokensPerMinute == null
        && concurrency == null
        && usdPerDay == null
        && usdPerMonth == null;
  }
}
