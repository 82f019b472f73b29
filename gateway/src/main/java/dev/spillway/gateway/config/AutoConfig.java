package dev.spillway.gateway.config;

import io.smallrye.config.WithDefault;

/** What the shipped policy {@code auto} is when a gateway first meets its database. */
public interface AutoConfig {

  /** Its scorer. */
  @WithDefault("min-probability")
  String scorer();

  /** The confidence from which an answer of the small tier is good enough. */
  @WithDefault("0.8")
  double threshold();
}
