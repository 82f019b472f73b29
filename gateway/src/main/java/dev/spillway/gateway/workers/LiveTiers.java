package dev.spillway.gateway.workers;

import dev.spillway.gateway.config.TierConfig;
import java.util.Map;
import java.util.Optional;

/** Who serves the tiers, while that changes. */
public interface LiveTiers {

  /**
   * Serves these tiers from now on, at their prices. Tiers that are as they were keep their
   * endpoints with all that is known of them; requests under way end where they began.
   *
   * @param tiers all of them
   * @throws IllegalArgumentException naming what is not valid; then nothing has changed
   */
  void use(Map<String, TierConfig> tiers);

  /**
   * How often the tier is asked again for one request where every endpoint has failed; absent where
   * workers of ours serve it.
   */
  Optional<Integer> retries(String tier);
}
