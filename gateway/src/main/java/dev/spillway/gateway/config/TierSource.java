package dev.spillway.gateway.config;

import java.util.Map;

/** What the tiers are when the gateway starts: those of its file, else those of properties. */
public interface TierSource {

  /** By name; none: the demo pair. */
  Map<String, TierConfig> tiers();
}
