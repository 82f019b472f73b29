package dev.spillway.gateway.policy;

/** Something outside that the gateway goes on without, and what it then cannot do. */
public enum Outage {
  REDIS_DOWN("redis", "policy changes of other gateways are seen by polling alone"),
  DATABASE_DOWN(
      "postgresql",
      "policies stay as they are and cannot be changed; decisions wait, and are dropped when too"
          + " many do"),
  SECRET_UNKNOWN("cache-secret", "workers share no computed prompts");

  private final String dependency;
  private final String consequence;

  Outage(String dependency, String consequence) {
    this.dependency = dependency;
    this.consequence = consequence;
  }

  /** The name of what is away, for health and metrics. */
  public String dependency() {
    return dependency;
  }

  public String consequence() {
    return consequence;
  }
}
