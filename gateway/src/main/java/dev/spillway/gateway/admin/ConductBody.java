package dev.spillway.gateway.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What may be said of a policy's conduct: for the description of the interface. */
@Schema(
    name = "Conduct",
    description = "How a policy is run beside its rule.",
    examples = "{\"explore\": 0.02, \"shadow\": 0.1}")
record ConductBody(
    @Schema(
            description =
                "Share of requests, from 0 to 1, that are put to every tier, beside the answer and"
                    + " at the operator's cost. Their decisions carry the propensity.",
            defaultValue = "0")
        @Nullable Double explore,
    @Schema(
            description =
                "Share of the answers of tiers before the last, from 0 to 1, that are compared with"
                    + " the last tier's; the outcome is a label of source shadow.",
            defaultValue = "0")
        @Nullable Double shadow,
    @JsonProperty("budget_usd_per_1000")
        @Schema(
            description =
                "Dollars that 1,000 requests may cost in the mean, kept by each gateway for what it"
                    + " serves. Absent: what the rule spends.",
            examples = "0.015")
        @Nullable Double budgetUsdPerThousand,
    @Schema(
            description =
                "When the answer to a streamed request may begin to leave: buffered, after the whole"
                    + " reply was judged; early, once its beginning is sure enough; pre, at once, from"
                    + " whom a learned router asks first.",
            enumeration = {"buffered", "early", "pre"},
            defaultValue = "buffered")
        @Nullable String streaming,
    @JsonProperty("early_tokens")
        @Schema(
            description = "Where early looks first; then at twice as many tokens, and so on.",
            defaultValue = "16")
        @Nullable Integer earlyTokens,
    @JsonProperty("early_confidence")
        @Schema(description = "What the beginning needs beside what a whole reply needs.")
        @Nullable Double earlyConfidence,
    @Schema(
            description =
                "Another policy of the same tiers, whose decisions are compared with this one's"
                    + " without asking anybody.",
            examples = "auto-next")
        @Nullable String candidate,
    @Schema(description = "What the policy is watched for; absent: it is not.")
        @Nullable PromiseBody promise,
    @Schema(
            description =
                "What serves nine of ten requests while the promise is broken: best-tier, or another"
                    + " policy. Absent: the policy goes on.",
            examples = "best-tier")
        @Nullable String fallback,
    @Schema(
            description =
                "Which answers a tier judges behind the client's back, at the operator's cost: labels"
                    + " of source judge. Absent: none.")
        @Nullable JudgeBody judge,
    @Schema(
            description =
                "When a question may be answered with the answer to another one that asks the same"
                    + " in other words. Needs a learned router. Absent: never.")
        @Nullable SimilarBody similar) {

  /** Which answers are judged. */
  @Schema(
      name = "Judging",
      description = "Which answers are judged, and by whom.",
      examples = "{\"share\": 0.05, \"tier\": \"demo-large\"}")
  record JudgeBody(
      @Schema(description = "Of the answers, from 0 to 1.") double share,
      @Schema(description = "That is asked whether an answer is right.") String tier) {}

  /** When the answer to another question will do. */
  @Schema(
      name = "Similar",
      description =
          "When the answer to another question will do: the embeddings are near, the words differ in"
              + " how it is asked alone, and the router holds the answer to be right for this"
              + " question.",
      examples = "{\"cosine\": 0.85, \"confidence\": 0.9}")
  record SimilarBody(
      @Schema(
              description = "Of the questions' embeddings, at least: above 0, at most 1.",
              required = true)
          @Nullable Double cosine,
      @Schema(
              description =
                  "Probability that the answer is right for this question, at least: above 0, at most"
                      + " 1.",
              defaultValue = "0.9")
          @Nullable Double confidence) {}

  /** What a policy is expected to do. */
  @Schema(
      name = "Promise",
      description = "What a policy is expected to do, as its fit found it.",
      examples = "{\"acceptance\": 0.7, \"quality\": 0.95, \"brier\": 0.05, \"tolerance\": 0.05}")
  record PromiseBody(
      @Schema(description = "Share of requests answered before the last tier.")
          @Nullable Double acceptance,
      @Schema(description = "Mean quality of such answers, where they are labelled.")
          @Nullable Double quality,
      @Schema(description = "Mean squared distance of their confidence from their quality.")
          @Nullable Double brier,
      @Schema(
              description = "Acceptance to either side, quality below, brier above.",
              defaultValue = "0.05")
          @Nullable Double tolerance) {}
}
