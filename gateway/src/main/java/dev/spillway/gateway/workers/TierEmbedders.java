package dev.spillway.gateway.workers;

import java.util.Map;

/** Who embeds for which tier: the engines that the configuration names for it, else our workers. */
public final class TierEmbedders {
  private final Embedders workers;
  private final Map<String, Embedders> upstreams;

  TierEmbedders(Embedders workers, Map<String, Embedders> upstreams) {
    this.workers = workers;
    this.upstreams = Map.copyOf(upstreams);
  }

  public Embedders of(String tier) {
    return upstreams.getOrDefault(tier, workers);
  }
}
