package dev.spillway.gateway.config;

import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;

/** A model that embeds, at a price. */
public interface EmbeddingTierConfig {

  /** The name by which the upstream knows the model; absent: the tier's own name. */
  Optional<String> model();

  /** Dollars per million tokens of the texts. */
  @WithDefault("0")
  BigDecimal usdPerMillion();

  /**
   * How many numbers a vector has. Where an upstream's is not told, requests that name {@code
   * dimensions} are refused; of workers it is known.
   */
  OptionalInt dimensions();

  /**
   * The engine that serves it, in OpenAI's format; absent: workers. Of several endpoints each is
   * asked in turn; weights, retries and what concerns answers alone do not count.
   */
  Optional<UpstreamConfig> upstream();
}
