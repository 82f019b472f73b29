package dev.spillway.gateway.config;

import io.smallrye.config.WithDefault;

/** What the shipped policy {@code auto} is when a gateway first meets its database. */
public interface AutoConfig {

  /** Its scorer. */
  @WithDefault("normalised-min-probability")
  String scorer();

  /**
   * The confidence from which an answer of the small tier is good enough. The default is fitted to
   * the demo pair: {@code benchmarks/cascade.py fit}.
   */
  @WithDefault("0.845")
  double threshold();
}
