package dev.spillway.gateway.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How workers are called and watched. */
public interface WorkerCallConfig {

  /** What workers want to be shown, their {@code spillway.worker.token}. */
  Optional<String> token();

  /** Whether and how connections to workers are encrypted. */
  WorkerTlsConfig tls();

  /** How long a connection to a worker may take. */
  @WithDefault("2s")
  Duration connectTimeout();

  /**
   * How long a worker with room for a request may say nothing before its first event; then another
   * is asked. Until there is room somewhere a request waits in the gateway, and this does not
   * count.
   */
  @WithDefault("30s")
  Duration firstEventTimeout();

  /** How long a worker may say nothing between two events. */
  @WithDefault("30s")
  Duration idleTimeout();

  /**
   * How often an answer that is under way may go on at another worker with the same model, after
   * the one that computed it broke down, fell silent or had to stop; 0 for never.
   */
  @WithDefault("3")
  int resumptions();

  /**
   * The share of requests of which a second worker, or endpoint of an upstream, may be asked as
   * well, when the first has said nothing for longer than nineteen of twenty do. Who speaks first
   * answers; both are paid for. 0 for none, at most 1; 0.05 asks nearly always when that is so.
   */
  @WithDefault("0")
  double hedgedShare();

  /** How often each worker is asked which models it serves. */
  @WithDefault("1s")
  Duration probeInterval();

  /**
   * How long a worker may take to say which models it serves. Whoever takes longer is asked only
   * where no other worker serves the same, and is left out after three times in a row. An answer of
   * it that has said nothing for as long goes on at another worker, if there is one.
   */
  @WithDefault("2s")
  Duration probeTimeout();
}
