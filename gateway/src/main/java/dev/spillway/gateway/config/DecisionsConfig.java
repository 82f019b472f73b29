package dev.spillway.gateway.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What is kept of answered requests, and for how long. */
public interface DecisionsConfig {

  /**
   * Whether the messages of a request and the replies of its tiers are kept too. They may be
   * private, and learning from them needs them: so nobody but the operator decides.
   */
  @WithDefault("false")
  boolean keepText();

  /** The most text that is kept of one request, in characters; of a longer one none is kept. */
  @WithDefault("64K")
  MemorySize textSize();

  /** How many decisions may wait for the database; further ones are dropped and counted. */
  @WithDefault("10000")
  int queueSize();

  /** How much text they may have together, in characters. */
  @WithDefault("16M")
  MemorySize queueTextSize();

  /** How long the end of the gateway may wait for the last decisions to be written. */
  @WithDefault("5s")
  Duration flushTimeout();

  /** How long decisions and their labels are kept. */
  @WithDefault("30d")
  Duration retention();

  /** How many decisions are kept; the oldest go first. */
  @WithDefault("1000000")
  int maxRows();

  /** How often what is too old or too much is deleted. */
  @WithDefault("1m")
  Duration sweepInterval();

  /**
   * How long a label is kept whose decision is not there: it may be in a queue still, or was
   * dropped.
   */
  @WithDefault("1h")
  Duration labelGrace();
}
