package dev.spillway.gateway.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.gateway.config.EndpointConfig;
import dev.spillway.gateway.config.TierConfig;
import dev.spillway.gateway.config.UpstreamConfig;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * A tier as the file gives it. Two that are equal are served alike, so that a change of the file
 * leaves alone what it did not touch.
 */
record GivenTier(
    Optional<String> model,
    BigDecimal promptUsdPerMillion,
    Optional<BigDecimal> cachedPromptUsdPerMillion,
    Optional<BigDecimal> cacheWriteUsdPerMillion,
    Optional<BigDecimal> hourWriteUsdPerMillion,
    BigDecimal completionUsdPerMillion,
    Optional<UpstreamConfig> upstream)
    implements TierConfig {

  /** An engine that is not ours. */
  private record Upstream(
      Format format,
      List<EndpointConfig> endpoints,
      int contextLength,
      boolean logprobs,
      String limitField,
      int maxTokens,
      boolean betas,
      int retries)
      implements UpstreamConfig {}

  /** Its key, headers and proxy are never told. */
  private record Endpoint(
      URI url,
      Optional<String> apiKey,
      Optional<Path> apiKeyFile,
      Map<String, String> headers,
      Optional<String> proxy,
      Optional<String> model,
      int weight,
      OptionalInt maxConcurrent)
      implements EndpointConfig {
    @Override
    public String toString() {
      return url.toString();
    }
  }

  /**
   * @param tier without mistakes
   * @param folder against which paths are resolved
   */
  static GivenTier read(JsonNode tier, Path folder) {
    var price = tier.path("price");
    return new GivenTier(
        text(tier, "model"),
        price.path("input").decimalValue(),
        Optional.ofNullable(price.get("cached_input")).map(JsonNode::decimalValue),
        Optional.ofNullable(price.get("cache_write")).map(JsonNode::decimalValue),
        Optional.ofNullable(price.get("hour_write")).map(JsonNode::decimalValue),
        price.path("output").decimalValue(),
        tier.has("upstream")
            ? Optional.of(upstream(tier.get("upstream"), folder))
            : Optional.empty());
  }

  private static UpstreamConfig upstream(JsonNode node, Path folder) {
    var endpoints = new ArrayList<EndpointConfig>();
    node.path("endpoints").forEach(each -> endpoints.add(endpoint(each, folder)));
    return new Upstream(
        UpstreamConfig.Format.valueOf(
            node.path("format").asText("openai").toUpperCase(Locale.ROOT)),
        List.copyOf(endpoints),
        node.path("context_length").asInt(131_072),
        node.path("logprobs").asBoolean(true),
        node.path("limit_field").asText("max_tokens"),
        node.path("max_tokens").asInt(4_096),
        node.path("betas").asBoolean(true),
        node.path("retries").asInt(2));
  }

  private static EndpointConfig endpoint(JsonNode node, Path folder) {
    var key = text(node, "api_key");
    var file = key.flatMap(GivenTier::keyFile);
    var headers = new TreeMap<String, String>();
    node.path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    return new Endpoint(
        URI.create(node.path("url").asText()),
        file.isPresent() ? Optional.empty() : key,
        file.map(folder::resolve),
        headers,
        text(node, "proxy").filter(proxy -> !proxy.isEmpty()),
        text(node, "model"),
        node.path("weight").asInt(1),
        node.has("max_concurrent")
            ? OptionalInt.of(node.get("max_concurrent").asInt())
            : OptionalInt.empty());
  }

  /** The file that a secret is in, if it is in one. */
  static Optional<String> keyFile(String secret) {
    return secret.startsWith(Shape.Secret.FILE)
        ? Optional.of(secret.substring(Shape.Secret.FILE.length()))
        : Optional.empty();
  }

  private static Optional<String> text(JsonNode node, String name) {
    return Optional.ofNullable(node.get(name)).map(JsonNode::textValue);
  }
}
