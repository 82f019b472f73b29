package dev.spillway.router.policy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;

/**
 * When a question may be answered with the answer to another one: they are near enough, and the
 * policy's {@linkplain Rule#judge rule} says of the answer that it is probably right for this
 * question too.
 *
 * @param cosine of the questions' embeddings, at least; above 0, at most 1
 * @param confidence probability that the answer is right, at least; above 0, at most 1
 */
public record Similarity(double cosine, double confidence) {
  /** Where nothing is said of it. */
  public static final double CONFIDENCE = 0.9;

  /**
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the field
   */
  public Similarity {
    check("cosine", cosine);
    check("confidence", confidence);
  }

  private static void check(String field, double value) {
    if (!(value > 0 && value <= 1)) {
      throw Policy.invalid("conduct.similar." + field, "must be a number above 0 and at most 1");
    }
  }
}
