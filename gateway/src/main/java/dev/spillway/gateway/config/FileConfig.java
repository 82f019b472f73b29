package dev.spillway.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the file of tiers, policies, tenants and settings is followed. */
@ConfigMapping(prefix = "spillway.file")
public interface FileConfig {

  /** How often it is looked at; a change is applied when two looks in a row have found it. */
  @WithDefault("1s")
  Duration interval();
}
