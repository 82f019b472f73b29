package dev.spillway.gateway.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Which answers are kept in Redis and given again, and which are computed for several at once. */
public interface ResponsesConfig {

  /** Which requests may be answered with what was answered before. */
  enum Keep {
    /** None. */
    OFF,
    /**
     * Those that would get the same answer again, because their temperature is 0 or they name a
     * seed; and those that ask for it with {@code Cache-Control: max-age=SECONDS}.
     */
    REPEATABLE,
    /** All. */
    ALL
  }

  /** Which answers are kept. They are as private as the requests: keep that Redis so. */
  @WithDefault("repeatable")
  Keep keep();

  /** How long an answer is kept. */
  @WithDefault("1h")
  Duration timeToLive();

  /** The largest answer that is kept. */
  @WithDefault("256K")
  MemorySize entrySize();

  /** How much may be on its way to Redis; further answers are not kept, and counted. */
  @WithDefault("8M")
  MemorySize writingSize();

  /** How long Redis may take to say whether it has an answer; then it is computed. */
  @WithDefault("50ms")
  Duration lookupTimeout();

  /** After Redis took too long three times in a row, how long it is not asked. */
  @WithDefault("1s")
  Duration rest();

  /** How long Redis may take for any reply before the connection to it is made anew. */
  @WithDefault("1s")
  Duration replyTimeout();

  /**
   * Whether requests that are the same, and that are here at the same time, are computed once.
   * Which requests: as with {@link #keep()}, with {@code off} as with {@code repeatable}.
   */
  @WithDefault("true")
  boolean coalesce();

  /** How many requests may wait for one that is being computed; further ones are computed too. */
  @WithDefault("256")
  int followers();

  /** How many different requests may be waited for at once. */
  @WithDefault("10000")
  int flights();

  /** For policies that take answers to questions that ask the same in other words. */
  SimilarConfig similar();
}
