package dev.spillway.router.routing;

/** Whether two replies come to the same: what both come down to, without the words around it. */
public final class Agreement {
  private Agreement() {}

  /** False where either comes down to nothing that could be compared, unless both are the same. */
  public static boolean of(String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    var first = FinalAnswer.of(one).map(FinalAnswer::text);
    return first.isPresent() && first.equals(FinalAnswer.of(other).map(FinalAnswer::text));
  }
}
