package dev.spillway.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

// Not @StaticInitSafe: what is read before the start stays, without the settings of the file.
/** Everything that can be configured in the gateway, with its defaults. */
@ConfigMapping(prefix = "spillway.gateway")
public interface GatewayConfig {

  /**
   * What clients of the default project send as {@code Authorization: Bearer}. This or {@code
   * keys.required} is needed where the HTTP host is not loopback; without both every client on this
   * machine is served.
   */
  Optional<String> apiKey();

  /** Keys of projects, which administrators make. */
  KeysConfig keys();

  /** How limits and budgets are kept. */
  QuotaConfig quota();

  /**
   * How long a request may take from its last byte in to the last byte out. Clients may ask for
   * less with {@code x-spillway-timeout-ms}.
   */
  @WithDefault("2m")
  Duration deadline();

  /** Tiers by name. None: the demo pair, small at a tenth of the price of large. */
  Map<String, TierConfig> tiers();

  /** Tiers that embed, by name. None: {@code minilm}, which workers serve for nothing. */
  Map<String, EmbeddingTierConfig> embeddingTiers();

  /**
   * Certificates in PEM of who may vouch for engines beside those whom Java trusts, as a private
   * network's authority. Read at the start.
   */
  Optional<Path> upstreamCa();

  /** Workers across the network, each {@code host:port}. */
  Optional<List<String>> workers();

  /** How workers are called and watched. */
  WorkerCallConfig worker();

  /** How requests wait where all workers are full. */
  QueueConfig queue();

  /** How a worker is chosen. */
  PlacementConfig placement();

  /** What a client may send. */
  LimitsConfig limits();

  /** The shipped policy. */
  AutoConfig auto();

  /** How changes of policies are stored and followed. */
  PolicyConfig policy();

  /** What is kept of answered requests. */
  DecisionsConfig decisions();

  /** What is kept of changes through the admin API. */
  AuditConfig audit();

  /** How others are asked about replies. */
  ScoringConfig scoring();

  /** How questions are embedded where a learned router goes by what they mean. */
  EmbeddingConfig embedding();

  /** What is told of requests beside metrics. */
  TelemetryConfig telemetry();

  /** What is done to learn from requests. */
  LearningConfig learning();

  /** Which answers are given more than once. */
  ResponsesConfig responses();

  /**
   * What opens the admin API. Absent: the first gateway on a database makes a key and shows it
   * once.
   */
  Optional<String> adminKey();

  /** Whose tokens open the admin API, too. */
  OidcConfig oidc();

  /** Where a key that was made is also written, readable by its owner alone. */
  Optional<Path> adminKeyFile();

  /**
   * How many requests to the admin API without a valid key may come from one address in a minute;
   * then that address is not heard there for the rest of the minute. 0: as many as it likes.
   */
  @WithDefault("30")
  int adminFailuresPerMinute();

  /**
   * Where what was learned of the lengths of answers is kept while the gateway is not running.
   * Absent: it is learned anew.
   */
  Optional<Path> lengthsFile();
}
