package dev.spillway.router;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.HashSet;
import java.util.List;

/**
 * A named cascade: its tiers from cheapest to best, the scorer that judges each answer but the last
 * tier's, and a threshold for each of these. Clients select it as a model name.
 *
 * <p>This is FrugalGPT's cascade (Chen et al. 2023, arXiv 2305.05176, section 3): the answer of the
 * first tier whose confidence reaches its threshold is the answer; the last tier's always is.
 *
 * @param tiers names of tiers, at least one, none twice
 * @param thresholds one fewer than tiers, each in [0, 1]: accept at or above it. 0 always accepts
 */
public record Policy(String name, List<String> tiers, Scorer scorer, List<Double> thresholds) {

  public static final int MAX_TIERS = 8;

  /**
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the field
   */
  public Policy {
    tiers = List.copyOf(tiers);
    thresholds = List.copyOf(thresholds);
    if (!name.matches("[a-z0-9][a-z0-9._-]{0,63}")) {
      throw invalid(
          "name", "must be 1 to 64 characters of a-z, 0-9, '.', '_', '-', not first a sign");
    }
    if (tiers.isEmpty() || tiers.size() > MAX_TIERS) {
      throw invalid("tiers", "must name 1 to %d tiers".formatted(MAX_TIERS));
    }
    if (new HashSet<>(tiers).size() != tiers.size()) {
      throw invalid("tiers", "must not name a tier twice");
    }
    if (thresholds.size() != tiers.size() - 1) {
      throw invalid(
          "thresholds",
          "must have one value for each tier but the last: %d for %d tiers"
              .formatted(tiers.size() - 1, tiers.size()));
    }
    for (var threshold : thresholds) {
      if (!(threshold >= 0 && threshold <= 1)) {
        throw invalid("thresholds", "must each be a number from 0 to 1");
      }
    }
  }

  /** A cascade of one: what a client gets that asks for a tier by name. */
  public static Policy only(Tier tier) {
    return new Policy(tier.name(), List.of(tier.name()), Scorer.MIN_PROBABILITY, List.of());
  }

  public boolean isLast(int stage) {
    return stage == tiers.size() - 1;
  }

  /** Whether the answer of this stage, counted from 0, is good enough. */
  public boolean accepts(int stage, double confidence) {
    return isLast(stage) || confidence >= thresholds.get(stage);
  }

  private static SpillwayException invalid(String field, String message) {
    return new SpillwayException(new ErrorKind.InvalidValue(field, field + " " + message));
  }
}
