package dev.spillway.gateway.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.gateway.cascade.Decision;
import dev.spillway.gateway.cascade.Receipt;
import dev.spillway.router.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.MultiMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a request: response headers {@code x-spillway-…}, and the object {@code
 * spillway} in a stream's last chunk. Amounts are exact decimals of dollars, in JSON as strings.
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Account(
    String tier,
    @Nullable Double confidence,
    int escalations,
    @JsonProperty("cost_usd") @Nullable String costUsd,
    @JsonProperty("cost_if_largest_usd") @Nullable String costIfLargestUsd,
    @JsonProperty("predicted_tokens") int predictedTokens,
    @JsonProperty("request_id") String requestId,
    @Nullable String policy,
    String cache,
    @JsonProperty("age_seconds") @Nullable Long ageSeconds,
    @Nullable Double similarity) {

  public static final String REQUEST_ID = "x-spillway-request-id";
  public static final String TIER = "x-spillway-tier";
  public static final String COST = "x-spillway-cost-usd";

  /**
   * @param receipt absent while the answer is not complete
   */
  public static Account of(
      String requestId, Optional<String> policy, Decision decision, Optional<Receipt> receipt) {
    return new Account(
        decision.tier().name(),
        decision.confidence().isPresent() ? decision.confidence().getAsDouble() : null,
        decision.escalations(),
        receipt.map(Receipt::cost).map(Money::toString).orElse(null),
        receipt.map(Receipt::costIfLargest).map(Money::toString).orElse(null),
        decision.predictedTokens(),
        requestId,
        policy.orElse(null),
        decision.provenance().kind().wireName(),
        decision.provenance().kept() ? decision.provenance().age().toSeconds() : null,
        decision.provenance().similarity().isPresent()
            ? decision.provenance().similarity().getAsDouble()
            : null);
  }

  /** Headers for what is known. */
  public void addTo(MultiMap headers) {
    put(headers, TIER, tier);
    put(headers, "x-spillway-confidence", confidence);
    put(headers, "x-spillway-escalations", escalations);
    put(headers, COST, costUsd);
    put(headers, "x-spillway-cost-if-largest-usd", costIfLargestUsd);
    put(headers, "x-spillway-predicted-tokens", predictedTokens);
    put(headers, REQUEST_ID, requestId);
    put(headers, "x-spillway-policy", policy);
    put(headers, "x-spillway-cache", cache);
    put(headers, "age", ageSeconds);
    put(headers, "x-spillway-similarity", similarity);
  }

  private static void put(MultiMap headers, String name, @Nullable Object value) {
    if (value != null) {
      headers.set(name, value.toString());
    }
  }
}
