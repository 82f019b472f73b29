package dev.spillway.gateway.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.gateway.cascade.TierVisit;
import dev.spillway.gateway.cascade.Trail;
import dev.spillway.router.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One answered request. Its names are those of the columns of {@code decision}, of the admin API
 * and of the export: one record goes all the way.
 */
@Schema(name = "Decision", description = "One answered request, and how the answer came to be.")
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DecisionRow(
    @JsonProperty("request_id")
        @Schema(
            description = "As in x-spillway-request-id.",
            examples = "0f8c3a52b1c94f0e9d7a6b5c4d3e2f10")
        String requestId,
    @JsonProperty("created_at") @Schema(description = "When the answer ended.") Instant createdAt,
    @Schema(description = "Absent where a tier was asked by its name.", examples = "auto")
        @Nullable String policy,
    @JsonProperty("policy_version") @Schema(examples = "3") @Nullable Integer policyVersion,
    @Schema(description = "Whose reply was the answer.", examples = "demo-small") String tier,
    @Schema(
            description = "Of the last reply that was judged; absent if none was.",
            examples = "0.93")
        @Nullable Double confidence,
    @Schema(description = "Tiers before the one that answered.", examples = "0") int escalations,
    @JsonProperty("predicted_tokens") @Schema(examples = "5") int predictedTokens,
    @Schema(description = "Whether the client asked for a stream.") boolean streamed,
    @JsonProperty("finish_reason")
        @Schema(
            description = "stop or length; failed or cancelled if a stream broke off.",
            examples = "stop")
        String finishReason,
    @JsonProperty("cost_usd") @Schema(description = "Of all tiers, exact.", examples = "0.0000015")
        String costUsd,
    @JsonProperty("cost_if_largest_usd")
        @Schema(description = "Of the most expensive tier alone, exact.", examples = "0.000015")
        String costIfLargestUsd,
    @JsonProperty("first_token_ms")
        @Schema(description = "From the request to the first byte of the answer.", examples = "42")
        double firstTokenMs,
    @JsonProperty("total_ms")
        @Schema(description = "From the request to the end of the answer.", examples = "87.5")
        double totalMs,
    @Schema(
            description =
                "Where the answer came from: bypass and miss were computed for this request; hit,"
                    + " similar and coalesced for another, so no tier was asked. Absent if it is not"
                    + " known.",
            examples = "miss")
        @Nullable String cache,
    @Schema(
            description =
                "Of the question to the one whose answer was given, where that was another: the cosine"
                    + " of their embeddings. The confidence is then in that answer to this question.",
            examples = "0.93")
        @Nullable Double similarity,
    @Schema(description = "The tiers that were asked or could not be, in order.")
        List<AskedTier> asked,
    @Schema(
            description =
                "The probability with which all tiers reply to such a request, by the policy's"
                    + " explore and shadow; absent where that is 0.",
            examples = "0.1")
        @Nullable Double propensity,
    @Schema(description = "Whether it was drawn; absent where it could not be.")
        @Nullable Boolean drawn,
    @JsonProperty("aside_cost_usd")
        @Schema(
            description = "Of the tiers that were asked beside it, not in cost_usd; exact.",
            examples = "0.00002")
        @Nullable String asideCostUsd,
    @Schema(description = "What was asked, if texts are kept.") @Nullable List<Message> messages,
    @Schema(description = "One for each source; absent if there is none.")
        @Nullable List<Label> labels,
    @Schema(description = "Whose request it was.", examples = "proj_default")
        @Nullable String project,
    @JsonProperty("judge_propensity")
        @Schema(
            description =
                "The probability with which such an answer is judged behind the client's back;"
                    + " absent where that is 0.",
            examples = "0.05")
        @Nullable Double judgePropensity,
    @JsonProperty("judge_drawn")
        @Schema(description = "Whether it was drawn for that; absent where it could not be.")
        @Nullable Boolean judgeDrawn,
    @Schema(description = "What the judge said of the answer, at the operator's cost.")
        @Nullable AskedOpinion verdict) {

  public DecisionRow {
    asked = List.copyOf(asked);
    messages = messages == null ? null : List.copyOf(messages);
    labels = labels == null ? null : List.copyOf(labels);
  }

  /** Of nobody that is known, not judged, and no answer to another question. */
  public DecisionRow(
      String requestId,
      Instant createdAt,
      @Nullable String policy,
      @Nullable Integer policyVersion,
      String tier,
      @Nullable Double confidence,
      int escalations,
      int predictedTokens,
      boolean streamed,
      String finishReason,
      String costUsd,
      String costIfLargestUsd,
      double firstTokenMs,
      double totalMs,
      @Nullable String cache,
      List<AskedTier> asked,
      @Nullable Double propensity,
      @Nullable Boolean drawn,
      @Nullable String asideCostUsd,
      @Nullable List<Message> messages,
      @Nullable List<Label> labels) {
    this(
        requestId,
        createdAt,
        policy,
        policyVersion,
        tier,
        confidence,
        escalations,
        predictedTokens,
        streamed,
        finishReason,
        costUsd,
        costIfLargestUsd,
        firstTokenMs,
        totalMs,
        cache,
        null,
        asked,
        propensity,
        drawn,
        asideCostUsd,
        messages,
        labels,
        null,
        null,
        null,
        null);
  }

  /** A message of the request. */
  @Schema(name = "Message")
  @RegisterForReflection
  public record Message(@Schema(examples = "user") String role, String content) {
    static Message of(ChatMessage message) {
      return new Message(message.role().wireName(), Storable.text(message.content()));
    }
  }

  /**
   * @param mostText keep the texts if they have no more characters; negative: never
   */
  static DecisionRow of(Trail trail, Instant now, long mostText) {
    var request = trail.request();
    var decision = trail.decision();
    var keepText = text(trail) <= mostText;
    return new DecisionRow(
        request.id(),
        now,
        request.version().isPresent() ? request.policy().name() : null,
        request.version().isPresent() ? request.version().getAsInt() : null,
        decision.tier().name(),
        decision.confidence().isPresent() ? decision.confidence().getAsDouble() : null,
        decision.escalations(),
        decision.predictedTokens(),
        request.streamed(),
        trail.ending().wireName(),
        trail.receipt().cost().toString(),
        trail.receipt().costIfLargest().toString(),
        AskedTier.millis(trail.firstToken()),
        AskedTier.millis(trail.took()),
        decision.provenance().kind().wireName(),
        decision.provenance().similarity().isPresent()
            ? decision.provenance().similarity().getAsDouble()
            : null,
        Stream.concat(
                trail.visits().stream().map(each -> AskedTier.of(each, trail, false, keepText)),
                trail.asides().stream().map(each -> AskedTier.of(each, trail, true, keepText)))
            .toList(),
        trail.propensity() > 0 ? trail.propensity() : null,
        trail.propensity() > 0 ? trail.drawn() : null,
        trail.asides().stream()
            .map(TierVisit::total)
            .reduce(Money::plus)
            .map(Money::toString)
            .orElse(null),
        keepText ? request.chat().messages().stream().map(Message::of).toList() : null,
        null,
        request.tenant(),
        trail.verdict().propensity() > 0 ? trail.verdict().propensity() : null,
        trail.verdict().propensity() > 0 ? trail.verdict().drawn() : null,
        trail.verdict().opinion().map(AskedOpinion::of).orElse(null));
  }

  private static long text(Trail trail) {
    return trail.request().chat().messages().stream()
            .mapToLong(message -> message.content().length())
            .sum()
        + Stream.concat(trail.visits().stream(), trail.asides().stream())
            .mapToLong(visit -> visit.text().length())
            .sum();
  }

  /** Characters of text that are kept with it. */
  long characters() {
    return messages == null
        ? 0
        : messages.stream().mapToLong(message -> message.content().length()).sum()
            + asked.stream()
                .mapToLong(each -> each.text() == null ? 0 : each.text().length())
                .sum();
  }
}
