package dev.spillway.router.drift;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.OptionalDouble;

/**
 * What a policy is expected to do, such as its fit found on decisions that it was not fitted on.
 *
 * @param acceptance share of requests that are answered before the last tier
 * @param quality mean quality of those of such answers that were labelled
 * @param brier mean squared distance between confidence and quality of the same (Brier 1950): how
 *     far the confidence can be trusted
 * @param tolerance by which each may differ: acceptance to either side, quality below, brier above
 */
public record Promise(
    OptionalDouble acceptance, OptionalDouble quality, OptionalDouble brier, double tolerance) {
  /** Where nothing is said. */
  public static final double TOLERANCE = 0.05;

  /**
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the field
   */
  public Promise {
    acceptance.ifPresent(value -> share("acceptance", value));
    quality.ifPresent(value -> share("quality", value));
    brier.ifPresent(value -> share("brier", value));
    share("tolerance", tolerance);
  }

  private static void share(String field, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new SpillwayException(
          new ErrorKind.InvalidValue(
              "conduct.promise." + field,
              "conduct.promise.%s must be a number from 0 to 1".formatted(field)));
    }
  }
}
