package dev.spillway.gateway.file;

import static dev.spillway.gateway.file.Key.optional;
import static dev.spillway.gateway.file.Key.required;

import dev.spillway.gateway.config.EndpointRules;
import dev.spillway.gateway.file.Shape.Choice;
import dev.spillway.gateway.file.Shape.Decimal;
import dev.spillway.gateway.file.Shape.Fields;
import dev.spillway.gateway.file.Shape.Form;
import dev.spillway.gateway.file.Shape.Listed;
import dev.spillway.gateway.file.Shape.Named;
import dev.spillway.gateway.file.Shape.Secret;
import dev.spillway.gateway.file.Shape.Text;
import dev.spillway.gateway.file.Shape.Truth;
import dev.spillway.gateway.file.Shape.Whole;
import java.util.List;

/** The keys of a tier: its price, and who serves it. */
final class TierSchema {
  private static final Fields ENDPOINT =
      new Fields(
          List.of(
              required(
                  "url",
                  new Form("https?://.+", "an http(s) address, as a rule up to /v1"),
                  "what stands before `/chat/completions` or `/messages`; a query stays behind it"),
              optional(
                  "api_key",
                  Secret.KEY,
                  "none",
                  "what the engine wants to be shown; a file is read again when it changes"),
              optional(
                  "headers",
                  new Named(
                      "header",
                      new Form(EndpointRules.HEADER, EndpointRules.HEADER_WORDS),
                      new Secret(".*", "a text; what is secret better as ${VARIABLE}"),
                      100),
                  "none",
                  "further headers, as `api-key`; they replace what the gateway says under that"
                      + " name, and empty ones are not sent"),
              optional(
                  "proxy",
                  new Secret(EndpointRules.PROXY, EndpointRules.PROXY_WORDS),
                  "none",
                  "through which it is called"),
              optional(
                  "model",
                  new Text(Schema.TEXT),
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
                  new Text(Schema.TEXT),
                  "max_tokens",
                  "with OpenAI's format: the field that limits an answer"),
              optional(
                  "max_tokens",
                  new Whole(1, Integer.MAX_VALUE),
                  "4096",
                  "with Anthropic's format: the limit where the client gives none"),
              optional(
                  "betas",
                  new Truth(),
                  "true",
                  "with Anthropic's format: whether the engine is told of anthropic-beta and of the"
                      + " fields that belong to betas"),
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
              optional(
                  "hour_write",
                  Decimal.atLeastZero(),
                  "cache_write's",
                  "the same of those that it keeps for an hour, not for minutes"),
              required("output", Decimal.atLeastZero(), "dollars per million tokens of answers")));

  static final Fields TIER =
      new Fields(
          List.of(
              required("price", PRICE, "what its tokens cost"),
              optional(
                  "model",
                  new Text(Schema.TEXT),
                  "the tier's name",
                  "by which name workers, or the engine, know the model"),
              optional(
                  "upstream", UPSTREAM, "our workers", "the engine that serves it, if not ours")));

  private TierSchema() {}
}
