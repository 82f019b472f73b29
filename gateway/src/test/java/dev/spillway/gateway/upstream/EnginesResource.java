package dev.spillway.gateway.upstream;

import static java.util.Objects.requireNonNull;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tiers of engines that the tests tell what to do: {@code one-0} and so on with one endpoint, a new
 * one for each test because failures are remembered; {@code again} with one that is given time when
 * it fails; {@code pair} with two; {@code claude} in Anthropic's format and {@code cached} in
 * OpenAI's with prices of cached tokens; {@code gone} where nobody listens; {@code narrow} with one
 * that takes two requests at once, {@code uneven} with one that takes two and one that takes one.
 * To embed, {@code minilm} at a price, and {@code vectors-0} and so on of an engine.
 */
public final class EnginesResource implements QuarkusTestResourceLifecycleManager {
  static final int ONES = 30;
  static final int VECTORS = 30;

  private static final String MOST = "upstream.endpoints[%d].max-concurrent";

  private static @Nullable EngineServer one;
  private static @Nullable EngineServer other;

  public static EngineServer one() {
    return requireNonNull(one);
  }

  public static EngineServer other() {
    return requireNonNull(other);
  }

  @Override
  public Map<String, String> start() {
    one = new EngineServer();
    other = new EngineServer();
    var config = new HashMap<String, String>();
    Stream.concat(
            Stream.of(
                "demo-small",
                "demo-large",
                "again",
                "pair",
                "claude",
                "gone",
                "narrow",
                "uneven",
                "left",
                "broken"),
            IntStream.range(0, ONES).mapToObj(i -> "one-" + i))
        .forEach(
            tier -> {
              config.put(tier(tier) + "prompt-usd-per-million", "1");
              config.put(tier(tier) + "completion-usd-per-million", "2");
            });
    for (int i = 0; i < ONES; i++) {
      upstream(config, "one-" + i, one.base().toString());
      config.put(tier("one-" + i) + "model", "engine-model");
      config.put(tier("one-" + i) + "upstream.endpoints[0].api-key", "the-key");
    }
    upstream(config, "again", one.base().toString());
    upstream(config, "pair", one.base().toString(), other.base().toString());
    upstream(config, "claude", one.base().toString());
    upstream(config, "left", one.base().toString());
    upstream(config, "broken", one.base().toString());
    upstream(config, "gone", "http://127.0.0.1:1/v1");
    upstream(config, "narrow", one.base().toString());
    upstream(config, "uneven", one.base().toString(), other.base().toString());
    config.put(tier("narrow") + MOST.formatted(0), "2");
    config.put(tier("uneven") + MOST.formatted(0), "2");
    config.put(tier("uneven") + MOST.formatted(1), "1");
    var embedding = "spillway.gateway.embedding-tiers.\"%s\".";
    config.put(embedding.formatted("minilm") + "usd-per-million", "1");
    for (int i = 0; i < VECTORS; i++) {
      var vectors = embedding.formatted("vectors-" + i);
      config.put(vectors + "upstream.endpoints[0].url", one.base().toString());
      config.put(vectors + "upstream.endpoints[0].api-key", "the-key");
      config.put(vectors + "model", "engine-vectors");
      config.put(vectors + "dimensions", "2");
      config.put(vectors + "usd-per-million", "3");
    }
    config.put(tier("again") + "upstream.retries", "2");
    config.put(tier("claude") + "upstream.format", "anthropic");
    config.put(tier("claude") + "cached-prompt-usd-per-million", "0.1");
    config.put(tier("claude") + "cache-write-usd-per-million", "1.25");
    config.put(tier("claude") + "hour-write-usd-per-million", "2");
    config.put(tier("cached") + "prompt-usd-per-million", "1");
    config.put(tier("cached") + "completion-usd-per-million", "2");
    config.put(tier("cached") + "cached-prompt-usd-per-million", "0.25");
    upstream(config, "cached", one.base().toString());
    return config;
  }

  private static String tier(String name) {
    return "spillway.gateway.tiers.\"%s\".".formatted(name);
  }

  private static void upstream(Map<String, String> config, String tier, String... urls) {
    IntStream.range(0, urls.length)
        .forEach(i -> config.put(tier(tier) + "upstream.endpoints[%d].url".formatted(i), urls[i]));
    config.put(tier(tier) + "upstream.retries", "0");
  }

  @Override
  public void stop() {
    if (one != null && other != null) {
      one.close();
      other.close();
    }
  }
}
