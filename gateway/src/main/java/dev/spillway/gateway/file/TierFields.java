package dev.spillway.gateway.file;

import dev.spillway.gateway.config.EndpointConfig;
import dev.spillway.gateway.config.TierConfig;
import dev.spillway.gateway.config.UpstreamConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A tier as the log of changes has it, by the names of the file. Keys, and what headers and proxies
 * say, are under {@code api_keys}, which that log does not tell: only whether they changed.
 */
final class TierFields {
  private TierFields() {}

  static Map<String, Object> of(TierConfig tier) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("input", tier.promptUsdPerMillion());
    tier.cachedPromptUsdPerMillion().ifPresent(usd -> fields.put("cached_input", usd));
    tier.cacheWriteUsdPerMillion().ifPresent(usd -> fields.put("cache_write", usd));
    tier.hourWriteUsdPerMillion().ifPresent(usd -> fields.put("hour_write", usd));
    fields.put("output", tier.completionUsdPerMillion());
    tier.model().ifPresent(model -> fields.put("model", model));
    tier.upstream().ifPresent(upstream -> put(fields, upstream));
    return fields;
  }

  private static void put(Map<String, Object> fields, UpstreamConfig upstream) {
    fields.put("format", upstream.format().name().toLowerCase(Locale.ROOT));
    fields.put("endpoints", upstream.endpoints().stream().map(TierFields::endpoint).toList());
    fields.put("context_length", upstream.contextLength());
    fields.put("logprobs", upstream.logprobs());
    fields.put("limit_field", upstream.limitField());
    fields.put("max_tokens", upstream.maxTokens());
    fields.put("betas", upstream.betas());
    fields.put("retries", upstream.retries());
    fields.put("api_keys", upstream.endpoints().stream().map(TierFields::key).toList());
  }

  private static Map<String, Object> endpoint(EndpointConfig endpoint) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("url", endpoint.url().toString());
    if (!endpoint.headers().isEmpty()) {
      fields.put("headers", endpoint.headers().keySet().stream().sorted().toList());
    }
    endpoint.model().ifPresent(model -> fields.put("model", model));
    fields.put("weight", endpoint.weight());
    endpoint.maxConcurrent().ifPresent(most -> fields.put("max_concurrent", most));
    return fields;
  }

  private static List<String> key(EndpointConfig endpoint) {
    var secrets =
        Stream.of(
            endpoint.apiKey().orElse(""),
            endpoint.apiKeyFile().map(Object::toString).orElse(""),
            endpoint.proxy().orElse(""));
    return Stream.concat(secrets, new TreeMap<>(endpoint.headers()).values().stream()).toList();
  }
}
