package dev.spillway.gateway.policy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What an administrator wants of a policy. An absent field keeps the value that the policy has.
 *
 * @param scoring makes the stored form of what the scorer needs to know what it shall be; where the
 *     scorer is another one, it starts from nothing
 * @param conduct makes the stored form of what it was what it shall be
 * @param comment kept with the version that this change makes; not part of the policy
 */
public record PolicyChange(
    Optional<List<String>> tiers,
    Optional<String> scorer,
    Optional<List<Double>> thresholds,
    Optional<UnaryOperator<String>> scoring,
    Optional<String> router,
    Optional<Double> worthUsd,
    Optional<UnaryOperator<String>> conduct,
    Optional<String> comment) {

  private static final int SHOWN = 64;

  /** The scorer needs to know what it did. */
  public PolicyChange(
      Optional<List<String>> tiers,
      Optional<String> scorer,
      Optional<List<Double>> thresholds,
      Optional<String> router,
      Optional<Double> worthUsd,
      Optional<UnaryOperator<String>> conduct,
      Optional<String> comment) {
    this(tiers, scorer, thresholds, Optional.empty(), router, worthUsd, conduct, comment);
  }

  /** Everything as it was in an earlier version. */
  static PolicyChange backTo(PolicyRevision was, Optional<String> comment) {
    var why = Optional.of(comment.orElse("back to version " + was.version()));
    return switch (was.rule()) {
      case StoredRule.Scored scored ->
          new PolicyChange(
              Optional.of(was.tiers()),
              Optional.of(scored.scorer()),
              Optional.of(scored.thresholds()),
              Optional.of(is -> scored.scoring()),
              Optional.empty(),
              Optional.empty(),
              Optional.of(is -> was.conduct()),
              why);
      case StoredRule.Routed routed ->
          new PolicyChange(
              Optional.of(was.tiers()),
              Optional.empty(),
              Optional.empty(),
              Optional.of(routed.name()),
              Optional.of(routed.worthUsd()),
              Optional.of(is -> was.conduct()),
              why);
    };
  }

  /**
   * The rule after the change. Who names a router leaves scorer and thresholds behind, and the
   * other way round.
   *
   * @param current absent where there is no policy of this name
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the field
   */
  StoredRule rule(Optional<StoredRule> current) {
    if (current.isEmpty() && tiers.isEmpty() && router.isEmpty()) {
      throw required("tiers");
    }
    boolean scores = scorer.isPresent() || thresholds.isPresent() || scoring.isPresent();
    boolean routes = router.isPresent() || worthUsd.isPresent();
    if (scores && routes) {
      throw invalid(
          "router", "must not come with scorer, scoring or thresholds: a router does their work");
    }
    return switch (current.orElse(null)) {
      case StoredRule.Routed was when !scores ->
          new StoredRule.Routed(router.orElse(was.name()), worthUsd.orElse(was.worthUsd()));
      case StoredRule.Scored was when !routes ->
          new StoredRule.Scored(
              scorer.orElse(was.scorer()),
              thresholds.orElse(was.thresholds()),
              scoring(
                  scorer.isEmpty() || scorer.get().equals(was.scorer())
                      ? was.scoring()
                      : ScoringJson.PLAIN));
      case null, default -> routes ? routed() : scored();
    };
  }

  private StoredRule routed() {
    return new StoredRule.Routed(
        router.orElseThrow(() -> required("router")),
        worthUsd.orElseThrow(() -> required("worth_usd")));
  }

  /** A single tier does without thresholds. */
  private StoredRule scored() {
    return new StoredRule.Scored(
        scorer.orElseThrow(() -> required("scorer")),
        thresholds.orElse(List.of()),
        scoring(ScoringJson.PLAIN));
  }

  private String scoring(String was) {
    return scoring.map(change -> change.apply(was)).orElse(was);
  }

  /**
   * The tiers after the change: those of the router, where none are given.
   *
   * @param learned the tiers that the router of the changed rule learned
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the field
   */
  List<String> tiers(Optional<List<String>> current, Optional<List<String>> learned) {
    return tiers.or(() -> learned).or(() -> current).orElseThrow(() -> required("tiers"));
  }

  /**
   * A change of the conduct, or of the scoring.
   *
   * @param patch a JSON object
   */
  public static UnaryOperator<String> patching(String patch) {
    return was -> ConductJson.patched(was, patch);
  }

  /** The conduct after the change. */
  String conduct(Optional<String> current) {
    var was = current.orElse(ConductJson.PLAIN);
    return conduct.map(change -> change.apply(was)).orElse(was);
  }

  /** Of what a client sent, as much as an error may repeat. */
  public static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  private static SpillwayException required(String field) {
    return invalid(field, "is required for a new policy");
  }

  private static SpillwayException invalid(String field, String message) {
    return new SpillwayException(new ErrorKind.InvalidValue(field, field + " " + message));
  }
}
