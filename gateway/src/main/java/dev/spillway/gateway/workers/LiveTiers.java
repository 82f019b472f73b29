package dev.spillway.gateway.workers;

import dev.spillway.gateway.config.TierConfig;
import java.util.Map;
import java.util.Optional;

/** Who serves the tiers, while that changes. */
public interface LiveTiers {

  /**
   * Looks at tiers as a whole, and changes nothing yet. When what is answered is run they are
   * served from then on, at their prices; it fails if another change was run in between. Tiers that
   * are as they were keep their endpoints with all that is known of them; requests under way end
   * where they began.
   *
   * @param tiers all of them
   * @throws IllegalArgumentException naming what is not valid
   */
  Runnable prepare(Map<String, TierConfig> tiers);

  /**
   * How often the tier is asked again for one request where every endpoint has failed; absent where
   * workers of ours serve it.
   */
  Optional<Integer> retries(String tier);
}
