package dev.spillway.gateway.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How limits and budgets are kept. The limits themselves are of organisations, projects, keys. */
public interface QuotaConfig {

  /**
   * How long what a request holds stays held after its gateway died. A gateway that could not say
   * for half of that time that it is there holds it anew before it spends more.
   */
  @WithDefault("30s")
  Duration lease();

  /**
   * Whether a small part of the limits of keys that are asked often is held by a gateway in
   * advance, so that their requests need not wait for Redis. What is granted never depends on it; a
   * gateway that dies may leave what it spent in its last tenth of a second uncounted.
   */
  @WithDefault("true")
  boolean inAdvance();

  /** How long Redis may take for one call; then each gateway keeps the limits alone. */
  @WithDefault("2s")
  Duration redisTimeout();

  /**
   * How long a gateway may spend, while Redis is away, of what it last saw left of a budget,
   * divided by the number of gateways. After it requests with budgets are refused. Rates and
   * concurrency are divided too, and kept for as long as it takes.
   */
  @WithDefault("1m")
  Duration aloneFor();

  /** How many calls of Redis may be under way at once. */
  @WithDefault("256")
  int underWay();

  /** How many more may wait; further requests with limits are refused. */
  @WithDefault("20000")
  int waiting();

  /** How often what was used is written to the database. */
  @WithDefault("1s")
  Duration usageInterval();
}
