package dev.spillway.gateway.config;

import dev.spillway.router.placement.PlacementRule;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;

/** How a worker is chosen among those that serve a tier. */
public interface PlacementConfig {

  /**
   * {@code cost}: who has the least left to do, prompts that it has cached counted as read. {@code
   * power-of-two}: of two drawn by chance, who has fewer requests in flight. {@code round-robin}:
   * each in its turn.
   */
  @WithDefault("cost")
  PlacementRule rule();

  /** With {@code cost}: what reading a block of a prompt counts, where holding one counts 1. */
  @WithDefault("16.0")
  double prefillWeight();

  /**
   * With {@code cost}: how many blocks to read one counts that another worker has read already. 1:
   * no more than any other.
   */
  @WithDefault("16.0")
  double affinity();

  /** With {@code cost}: the memory for remembering which worker holds which prompts. */
  @WithDefault("4M")
  MemorySize indexSize();
}
