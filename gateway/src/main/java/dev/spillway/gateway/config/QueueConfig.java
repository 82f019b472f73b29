package dev.spillway.gateway.config;

import io.smallrye.config.WithDefault;

/** How requests wait for a model of which every worker, or endpoint, is full. */
public interface QueueConfig {

  /** Requests that may wait for one model; 0: none, who finds it full is refused. */
  @WithDefault("1000")
  int most();

  /**
   * After so many turns of others a class of requests of lower priority gets one all the same. Less
   * is more for the lower ones.
   */
  @WithDefault("10")
  int spared();

  /**
   * Requests that a worker of ours is given beyond those that it can advance at once. They wait
   * there, in the worker's own order and no longer in that of the line; a worker that orders
   * requests by length wants some.
   */
  @WithDefault("0")
  int ahead();
}
