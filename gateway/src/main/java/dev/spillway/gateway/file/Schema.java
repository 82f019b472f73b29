package dev.spillway.gateway.file;

import static dev.spillway.gateway.file.Key.optional;
import static dev.spillway.gateway.file.Key.required;

import dev.spillway.gateway.file.Shape.Choice;
import dev.spillway.gateway.file.Shape.Decimal;
import dev.spillway.gateway.file.Shape.Fields;
import dev.spillway.gateway.file.Shape.Form;
import dev.spillway.gateway.file.Shape.Listed;
import dev.spillway.gateway.file.Shape.Name;
import dev.spillway.gateway.file.Shape.Named;
import dev.spillway.gateway.file.Shape.Secret;
import dev.spillway.gateway.file.Shape.Settings;
import dev.spillway.gateway.file.Shape.Text;
import dev.spillway.gateway.file.Shape.Truth;
import dev.spillway.gateway.file.Shape.Whole;
import dev.spillway.router.policy.Policy;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.score.Calibration;
import dev.spillway.router.score.Scorer;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

/**
 * The keys of the file, with what each may be and what it means. The only place that lists them:
 * what is read, what is called a misspelling and what the reference page says all follow from here.
 */
final class Schema {
  /** Of an organisation or a project that is there already. */
  static final String ID = "(org|proj)_[0-9a-z]{1,40}";

  /** Names within the file; ids are made of them. */
  static final String TENANT = "[a-z0-9][a-z0-9._-]{0,63}";

  private static final int TEXT = 200;
  private static final int MOST = 1_000;
  private static final int MAX_COUNT = 1_000_000_000;
  private static final BigDecimal MAX_USD = BigDecimal.valueOf(4_000_000);

  private static final Shape NAMES = new Listed(new Name(), 1, Policy.MAX_TIERS);

  private static final Fields ENDPOINT =
      new Fields(
          List.of(
              required(
                  "url",
                  new Form("https?://.+", "an http(s) address, as a rule up to /v1"),
                  "what stands before `/chat/completions` or `/messages`"),
              optional(
                  "api_key",
                  new Secret(),
                  "none",
                  "what the engine wants to be shown; a file is read again when it changes"),
              optional(
                  "model",
                  new Text(TEXT),
                  "that of the tier",
                  "by which name this endpoint knows the model"),
              optional(
                  "weight",
                  new Whole(1, 1_000_000),
                  "1",
                  "its share of the tier's requests; where all are equal the rule of placement"
                      + " chooses"),
              optional(
                  "max_concurrent",
                  new Whole(1, 1_000_000),
                  "as many as come",
                  "requests of one gateway that it answers at once; more wait in the gateway")));

  private static final Fields UPSTREAM =
      new Fields(
          List.of(
              optional(
                  "format",
                  new Choice(List.of("openai", "anthropic")),
                  "openai",
                  "what the engine speaks"),
              required("endpoints", new Listed(ENDPOINT, 1, 100), "where the engine is"),
              optional(
                  "context_length",
                  new Whole(1, Integer.MAX_VALUE),
                  "131072",
                  "prompt and answer together, in tokens"),
              optional(
                  "logprobs",
                  new Truth(),
                  "true",
                  "whether the engine can tell the log-probabilities of tokens"),
              optional(
                  "limit_field",
                  new Text(TEXT),
                  "max_tokens",
                  "with OpenAI's format: the field that limits an answer"),
              optional(
                  "max_tokens",
                  new Whole(1, Integer.MAX_VALUE),
                  "4096",
                  "with Anthropic's format: the limit where the client gives none"),
              optional(
                  "retries",
                  new Whole(0, 100),
                  "2",
                  "how often the tier is asked again for one request, where every endpoint failed")));

  private static final Fields PRICE =
      new Fields(
          List.of(
              required("input", Decimal.atLeastZero(), "dollars per million tokens of prompts"),
              optional(
                  "cached_input",
                  Decimal.atLeastZero(),
                  "input's",
                  "dollars per million tokens of prompts that did not have to be computed"),
              optional(
                  "cache_write",
                  Decimal.atLeastZero(),
                  "input's",
                  "dollars per million tokens of prompts that the engine says it keeps in its cache"),
              required("output", Decimal.atLeastZero(), "dollars per million tokens of answers")));

  private static final Fields TIER =
      new Fields(
          List.of(
              required("price", PRICE, "what its tokens cost"),
              optional(
                  "model",
                  new Text(TEXT),
                  "the tier's name",
                  "by which name workers, or the engine, know the model"),
              optional(
                  "upstream", UPSTREAM, "our workers", "the engine that serves it, if not ours")));

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

  private static final Fields POLICY =
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
                  "router", new Text(TEXT), "a scorer decides", "a learned router of the database"),
              optional(
                  "worth_usd",
                  Decimal.above(0, BigDecimal.valueOf((long) Rule.MAX_WORTH)),
                  "needed with a router",
                  "dollars that a right answer is worth more than a wrong one"),
              optional("conduct", CONDUCT, "see there", "how it is run beside its rule"),
              optional("comment", new Text(500), "none", "why, for the history")));

  private static final List<Key> COUNTED =
      List.of(
          optional("requests_per_minute", new Whole(0, MAX_COUNT), "none", ""),
          optional("tokens_per_minute", new Whole(0, MAX_COUNT), "none", "read and written"),
          optional("concurrency", new Whole(0, MAX_COUNT), "none", "requests at a time"),
          optional(
              "usd_per_day",
              new Decimal(BigDecimal.ZERO, MAX_USD, false),
              "none",
              "from midnight, UTC"),
          optional(
              "usd_per_month",
              new Decimal(BigDecimal.ZERO, MAX_USD, false),
              "none",
              "in a calendar month, UTC"),
          optional(
              "priority",
              new Choice(List.of("high", "normal", "low")),
              "normal",
              "the highest that requests may have; of several the lowest holds"));

  private static final Fields LIMITS = new Fields(COUNTED);

  private static final Fields PROJECT_LIMITS =
      new Fields(
          Stream.concat(
                  COUNTED.stream(),
                  Stream.of(
                      optional(
                          "weight",
                          new Whole(1, 1_000),
                          "1",
                          "its share beside others where all workers are full")))
              .toList());

  private static final Fields PROJECT =
      new Fields(
          List.of(
              optional("name", new Text(100), "the key", "what it is called"),
              optional("id", new Form(ID, "the id of a project"), "made of the keys", "see above"),
              optional(
                  "models",
                  new Listed(new Name(), 0, 100),
                  "all",
                  "tiers and policies that it may ask"),
              optional("limits", PROJECT_LIMITS, "none", "of all its keys together")));

  private static final Fields ORGANISATION =
      new Fields(
          List.of(
              optional("name", new Text(100), "the key", "what it is called"),
              optional(
                  "id",
                  new Form(ID, "the id of an organisation"),
                  "made of the key",
                  "of one that is there already"),
              optional("limits", LIMITS, "none", "of all its projects together"),
              optional(
                  "projects",
                  new Named("project", new Form(TENANT, new Name().words()), PROJECT, MOST),
                  "none",
                  "each is a tenant: nothing cached for it serves another")));

  static final Fields FILE =
      new Fields(
          List.of(
              optional(
                  "tiers",
                  new Named("tier", new Name(), TIER, MOST),
                  "the demo pair",
                  "models at a price"),
              optional(
                  "policies",
                  new Named("policy", new Name(), POLICY, MOST),
                  "none",
                  "cascades of tiers, by the name that clients ask for"),
              optional(
                  "tenants",
                  new Named(
                      "organisation", new Form(TENANT, new Name().words()), ORGANISATION, MOST),
                  "none",
                  "organisations, their projects and limits"),
              optional(
                  "settings",
                  new Settings(),
                  "none",
                  "other properties below `spillway.`, as in the second table")));

  private Schema() {}
}
