package dev.spillway.gateway.file;

import static dev.spillway.gateway.file.Key.optional;
import static dev.spillway.gateway.file.Key.required;

import dev.spillway.gateway.file.Shape.Choice;
import dev.spillway.gateway.file.Shape.Decimal;
import dev.spillway.gateway.file.Shape.Fields;
import dev.spillway.gateway.file.Shape.Listed;
import dev.spillway.gateway.file.Shape.Name;
import dev.spillway.gateway.file.Shape.Text;
import dev.spillway.gateway.file.Shape.Whole;
import dev.spillway.router.policy.Policy;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.score.Calibration;
import dev.spillway.router.score.Scorer;
import java.math.BigDecimal;
import java.util.List;

/** The keys of a policy: its tiers, how it decides, and its conduct. */
final class PolicySchema {
  private static final Shape NAMES = new Listed(new Name(), 1, Policy.MAX_TIERS);

  private static final Fields SCORING =
      new Fields(
          List.of(
              optional("tier", new Name(), "the tier that replied", "who is asked"),
              optional(
                  "otherwise",
                  new Choice(List.of("escalate", "accept")),
                  "escalate",
                  "what is done without an opinion"),
              optional(
                  "calibration",
                  new Listed(new Listed(Decimal.share(), 2, 2), 0, Calibration.MOST_POINTS),
                  "none",
                  "points of a score and a probability, as a fit finds them")));

  private static final Fields PROMISE =
      new Fields(
          List.of(
              optional("acceptance", Decimal.share(), "not watched", "share answered before last"),
              optional("quality", Decimal.share(), "not watched", "mean quality of these"),
              optional("brier", Decimal.share(), "not watched", "how far confidences are off"),
              optional("tolerance", Decimal.share(), "0.05", "how far a figure may be off")));

  private static final Fields CONDUCT =
      new Fields(
          List.of(
              optional("explore", Decimal.share(), "0", "share of requests put to all tiers"),
              optional("shadow", Decimal.share(), "0", "share of small answers compared"),
              optional(
                  "budget_usd_per_1000",
                  Decimal.above(0, Decimal.MUCH),
                  "none",
                  "what 1,000 requests may cost in the mean"),
              optional(
                  "streaming",
                  new Choice(List.of("buffered", "early", "pre")),
                  "buffered",
                  "when a streamed answer may begin to leave"),
              optional("early_tokens", new Whole(1, 100_000), "16", "where `early` looks first"),
              optional("early_confidence", Decimal.share(), "none", "what the beginning needs"),
              optional("candidate", new Name(), "none", "a policy played beside this one"),
              optional("promise", PROMISE, "none", "what it is watched for"),
              optional("fallback", new Name(), "none", "`best-tier` or a policy, while it drifts"),
              optional(
                  "judge",
                  new Fields(
                      List.of(
                          required("share", Decimal.share(), "of the answers"),
                          required("tier", new Name(), "that judges"))),
                  "none",
                  "answers that a tier judges behind the client's back"),
              optional(
                  "similar",
                  new Fields(
                      List.of(
                          required(
                              "cosine", Decimal.above(0, BigDecimal.ONE), "of the two questions"),
                          optional(
                              "confidence",
                              Decimal.above(0, BigDecimal.ONE),
                              "0.9",
                              "in the other answer"))),
                  "none",
                  "when the answer to a question in other words will do")));

  static final Fields POLICY =
      new Fields(
          List.of(
              optional("tiers", NAMES, "those of the router", "from cheapest to best"),
              optional(
                  "scorer",
                  new Choice(Scorer.wireNames()),
                  "a router decides",
                  "gives an answer its confidence"),
              optional(
                  "thresholds",
                  new Listed(Decimal.share(), 0, Policy.MAX_TIERS),
                  "none, for one tier",
                  "for each tier but the last: an answer is accepted at or above it"),
              optional(
                  "scoring", SCORING, "see there", "what `agreement` and `judge` need to know"),
              optional(
                  "router",
                  new Text(Schema.TEXT),
                  "a scorer decides",
                  "a learned router of the database"),
              optional(
                  "worth_usd",
                  Decimal.above(0, BigDecimal.valueOf((long) Rule.MAX_WORTH)),
                  "needed with a router",
                  "dollars that a right answer is worth more than a wrong one"),
              optional("conduct", CONDUCT, "see there", "how it is run beside its rule"),
              optional("comment", new Text(500), "none", "why, for the history")));

  private PolicySchema() {}
}
