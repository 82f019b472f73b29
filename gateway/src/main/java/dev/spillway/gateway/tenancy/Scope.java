package dev.spillway.gateway.tenancy;

import java.util.Locale;

/**
 * One of the three that a request counts for.
 *
 * @param id of the key, project or organisation
 */
public record Scope(Level level, String id, Limits limits) {

  /** What is limited. */
  public enum Level {
    KEY,
    PROJECT,
    ORGANISATION;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
