package dev.spillway.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.gateway.policy.ConductJson;
import dev.spillway.gateway.policy.PolicyRevision;
import dev.spillway.gateway.policy.ScoringJson;
import dev.spillway.gateway.policy.StoredRule;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A version of a policy, as the admin API shows it. */
@Schema(name = "Policy", description = "A named cascade of tiers, at one of its versions.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record PolicyView(
    @Schema(examples = "auto") String name,
    @Schema(examples = "3") int version,
    @Schema(description = "From cheapest to best.", examples = "[\"demo-small\", \"demo-large\"]")
        List<String> tiers,
    @Schema(
            description = "Gives an answer its confidence, where the policy goes by thresholds.",
            examples = "min-probability")
        @Nullable String scorer,
    @Schema(
            implementation = ScoringBody.class,
            description = "What the scorer needs to know, where that differs from the defaults.")
        @Nullable JsonNode scoring,
    @Schema(
            description = "For each tier but the last: accept an answer at or above it.",
            examples = "[0.8]")
        @Nullable List<Double> thresholds,
    @Schema(
            description = "The learned router that decides, where the policy goes by one.",
            examples = "support-2026-11")
        @Nullable String router,
    @JsonProperty("worth_usd")
        @Schema(description = "Dollars that a right answer is worth more than a wrong one.")
        @Nullable Double worthUsd,
    @Schema(
            implementation = ConductBody.class,
            description = "How it is run beside its rule, where that differs from the defaults.")
        @Nullable JsonNode conduct,
    @Schema(examples = "fewer escalations for the holidays") @Nullable String comment,
    @JsonProperty("created_by") @Schema(examples = "admin") String createdBy,
    @JsonProperty("created_at") Instant createdAt) {

  static PolicyView of(PolicyRevision revision) {
    var scored = revision.rule() instanceof StoredRule.Scored rule ? rule : null;
    var routed = revision.rule() instanceof StoredRule.Routed rule ? rule : null;
    return new PolicyView(
        revision.name(),
        revision.version(),
        revision.tiers(),
        scored == null ? null : scored.scorer(),
        scored == null || scored.scoring().equals(ScoringJson.PLAIN)
            ? null
            : ConductJson.object(scored.scoring()),
        scored == null ? null : scored.thresholds(),
        routed == null ? null : routed.name(),
        routed == null ? null : routed.worthUsd(),
        conduct(revision),
        revision.comment().orElse(null),
        revision.createdBy(),
        revision.createdAt());
  }

  private static @Nullable JsonNode conduct(PolicyRevision revision) {
    return revision.conduct().equals(ConductJson.PLAIN)
        ? null
        : ConductJson.object(revision.conduct());
  }
}
