package dev.spillway.gateway.config;

import io.smallrye.config.WithDefault;

/** What the shipped policy {@code auto} is when a gateway first meets its database. */
public interface AutoConfig {

  /**
   * Dollars by which a right answer is worth more than a wrong one. The default is fitted to the
   * demo pair and its prices: {@code benchmarks/cascade.py learn}.
   */
  @WithDefault("0.00011")
  double worthUsd();
}
