package dev.spillway.gateway.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What is done to learn from requests, where a policy asks for it. */
public interface LearningConfig {

  /**
   * Beside how many requests at once other tiers may be asked, to know what they would have
   * replied; of further ones that were drawn it is not asked, and they are counted.
   */
  @WithDefault("4")
  int asides();

  /**
   * How many answers at once may be judged behind their clients' backs; further ones that were
   * drawn are not, and they are counted.
   */
  @WithDefault("4")
  int verdicts();

  /** Nothing is asked beside requests while more than so many are being answered. */
  @WithDefault("16")
  int asideLoad();

  /**
   * How often gateways tell each other, through the database, what they saw of promises and
   * candidates.
   */
  @WithDefault("1s")
  Duration shareInterval();
}
