package dev.spillway.standalone.replay.report;

import java.util.List;

/** What a replay found. */
public record Report(Conditions conditions, List<Summary> policies) {
  public Report {
    policies = List.copyOf(policies);
  }
}
