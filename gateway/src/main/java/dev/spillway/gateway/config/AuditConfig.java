package dev.spillway.gateway.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long is kept who changed what through the admin API. */
public interface AuditConfig {

  /** How long rows of the audit log are kept. */
  @WithDefault("365d")
  Duration retention();

  /** How many rows are kept; the oldest go first. */
  @WithDefault("1000000")
  long maxRows();

  /** How often what is too old or too much is deleted. */
  @WithDefault("10m")
  Duration sweepInterval();

  /**
   * How many requests a minute that were refused or failed are written down by each gateway; more
   * are counted alone ({@code spillway_audit_lost_total}).
   */
  @WithDefault("300")
  int refusedPerMinute();

  /**
   * How often requests without a valid key are written down, one row for each address, of 16
   * addresses at most.
   */
  @WithDefault("1m")
  Duration shutOutInterval();
}
