package dev.spillway.gateway.file;

import dev.spillway.gateway.config.Given;
import dev.spillway.gateway.config.TierConfig;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file without mistakes.
 *
 * @param name as problems and refusals say it
 * @param sha256 of its bytes
 * @param tiers by name; none: it says nothing of tiers
 * @param settings by property, beginning with {@code spillway.}
 */
public record SpillwayFile(
    String name,
    String sha256,
    Map<String, TierConfig> tiers,
    Map<String, Integer> tierLines,
    List<GivenPolicy> policies,
    List<GivenOrganisation> organisations,
    Map<String, String> settings) {

  public SpillwayFile {
    tiers = Collections.unmodifiableMap(new TreeMap<>(tiers));
    tierLines = Map.copyOf(tierLines);
    policies = List.copyOf(policies);
    organisations = List.copyOf(organisations);
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /** Where something stands. */
  String at(int line) {
    return name + ":" + line;
  }

  /** What it names, as {@link Given} calls it, and where it stands. */
  Map<String, String> places() {
    var places = new TreeMap<String, String>();
    for (var each : policies) {
      places.put(Given.policy(each.policy().name()), at(each.line()));
    }
    for (var organisation : organisations) {
      places.put(organisation.id(), at(organisation.line()));
      organisation.projects().forEach(each -> places.put(each.id(), at(each.line())));
    }
    tierLines.forEach((name, line) -> places.put("tier " + name, at(line)));
    return places;
  }

  /** What is found wrong with it only when it is applied. */
  Problem problem(int line, String path, String message) {
    return new Problem(name, line, 1, path, message);
  }

  /** Without values, of which some are secrets. */
  @Override
  public String toString() {
    return name;
  }
}
