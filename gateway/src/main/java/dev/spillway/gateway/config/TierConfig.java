package dev.spillway.gateway.config;

import java.math.BigDecimal;
import java.util.Optional;

/** A model at a price. */
public interface TierConfig {

  /** The name by which workers, or the upstream, know the model; absent: the tier's own name. */
  Optional<String> model();

  /** Dollars per million prompt tokens. */
  BigDecimal promptUsdPerMillion();

  /**
   * Dollars per million prompt tokens that did not have to be computed; absent: as other prompt
   * tokens.
   */
  Optional<BigDecimal> cachedPromptUsdPerMillion();

  /**
   * Dollars per million prompt tokens that the engine keeps so that they need not be computed
   * again, where it tells them apart; absent: as other prompt tokens.
   */
  Optional<BigDecimal> cacheWriteUsdPerMillion();

  /**
   * The same of those that it keeps for an hour, where it tells them apart; absent: as what it
   * keeps for minutes.
   */
  Optional<BigDecimal> hourWriteUsdPerMillion();

  /** Dollars per million generated tokens. */
  BigDecimal completionUsdPerMillion();

  /** The engine that serves it; absent: workers. */
  Optional<UpstreamConfig> upstream();
}
