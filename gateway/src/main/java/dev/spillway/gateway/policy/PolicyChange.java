package dev.spillway.gateway.policy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.Policy;
import java.util.List;
import java.util.Optional;

/**
 * What an administrator wants of a policy. An absent field keeps the value that the policy has.
 *
 * @param comment kept with the version that this change makes; not part of the policy
 */
public record PolicyChange(
    Optional<List<String>> tiers,
    Optional<String> scorer,
    Optional<List<Double>> thresholds,
    Optional<String> comment) {

  private static final int SHOWN = 64;

  /**
   * The policy after the change.
   *
   * @param current absent where there is none of this name; then only {@code thresholds} may be
   *     absent, which a single tier does without
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the field
   */
  Policy applyTo(String name, Optional<Policy> current) {
    return new Policy(
        name,
        tiers.or(() -> current.map(Policy::tiers)).orElseThrow(() -> required("tiers")),
        scorer
            .map(PolicyRules::scorer)
            .or(() -> current.map(Policy::scorer))
            .orElseThrow(() -> required("scorer")),
        thresholds.or(() -> current.map(Policy::thresholds)).orElse(List.of()));
  }

  /** Of what a client sent, as much as an error may repeat. */
  static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  private static SpillwayException required(String field) {
    return new SpillwayException(
        new ErrorKind.InvalidValue(field, field + " is required for a new policy"));
  }
}
