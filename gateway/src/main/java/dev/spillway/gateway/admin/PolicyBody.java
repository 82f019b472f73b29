package dev.spillway.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.policy.PolicyChange;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of a change. */
@Schema(
    name = "PolicyChange",
    description = "What the policy shall be. An absent field keeps its value.",
    examples =
        """
        {"tiers": ["demo-small", "demo-large"], "scorer": "min-probability", "thresholds": [0.8]}
        """)
record PolicyBody(
    @Schema(description = "Names of configured tiers, from cheapest to best.")
        @Nullable List<String> tiers,
    @Schema(
            description =
                "By the tokens' log-probabilities: min-probability, normalised-min-probability,"
                    + " mean-probability, sequence-probability. By asking somebody else: agreement,"
                    + " judge.",
            examples = "min-probability")
        @Nullable String scorer,
    @Schema(description = "One for each tier but the last, each from 0 to 1.")
        @Nullable List<Double> thresholds,
    @Schema(
            implementation = ScoringBody.class,
            description =
                "What the scorers agreement and judge need to know. A merge patch, as conduct is; of"
                    + " nothing where the scorer is another one.")
        @Nullable JsonNode scoring,
    @Schema(
            description = "A learned router, in place of scorer and thresholds.",
            examples = "support-2026-11")
        @Nullable String router,
    @Schema(
            name = "worth_usd",
            description = "Dollars that a right answer is worth more than a wrong one.",
            examples = "0.002")
        @Nullable Double worthUsd,
    @Schema(
            implementation = ConductBody.class,
            description =
                "How the policy is run beside its rule. A merge patch: absent fields stay, null is"
                    + " the default again.")
        @Nullable JsonNode conduct,
    @Schema(description = "Why, for the history.", maxLength = MAX_COMMENT)
        @Nullable String comment) {

  private static final int MAX_COMMENT = 500;
  private static final Set<String> FIELDS =
      new TreeSet<>(
          Set.of(
              "tiers",
              "scorer",
              "scoring",
              "thresholds",
              "router",
              "worth_usd",
              "conduct",
              "comment"));

  /**
   * @throws SpillwayException naming the field at fault
   */
  static PolicyChange read(ObjectMapper json, String body) {
    var root = StrictBody.read(json, body, FIELDS);
    return new PolicyChange(
        root.list("tiers", "tier names", JsonNode::isTextual, JsonNode::textValue),
        root.text("scorer"),
        // adding zero turns -0.0, which is another number to Java, into 0.0
        root.list("thresholds", "numbers", JsonNode::isNumber, node -> node.doubleValue() + 0.0),
        root.object("scoring").map(patch -> PolicyChange.patching(patch.toString())),
        root.text("router"),
        root.number("worth_usd"),
        root.object("conduct").map(patch -> PolicyChange.patching(patch.toString())),
        root.text("comment").map(PolicyBody::checkedComment));
  }

  static String checkedComment(String comment) {
    if (comment.length() > MAX_COMMENT || comment.indexOf('\0') >= 0) {
      throw StrictBody.invalid(
          "comment", "comment may have at most %d characters and no NUL".formatted(MAX_COMMENT));
    }
    return comment;
  }
}
