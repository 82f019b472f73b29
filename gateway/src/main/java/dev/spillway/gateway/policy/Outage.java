package dev.spillway.gateway.policy;

/** Something outside that the gateway goes on without, and what it then cannot do. */
public enum Outage {
  REDIS_DOWN(
      "redis", "policy changes of other gateways are seen by polling alone; no answers are kept"),
  DATABASE_DOWN(
      "postgresql",
      "policies and keys stay as they are and cannot be changed, listed prompts are not shared any"
          + " more; decisions and usage wait, and are dropped when too many do"),
  LEDGER_DOWN(
      "limits",
      "each gateway keeps its part of the limits alone, and spends what is left of budgets for a"
          + " short time only"),
  SECRET_UNKNOWN("cache-secret", "gateways share no computed prompts with each other"),
  ISSUER_DOWN("oidc", "tokens cannot be checked; the admin key alone opens the admin API");

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
