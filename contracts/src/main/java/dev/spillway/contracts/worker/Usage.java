package dev.spillway.contracts.worker;

/**
 * Tokens that one generation read and wrote.
 *
 * @param cachedTokens those of {@code promptTokens} that did not have to be computed
 */
public record Usage(int promptTokens, int cachedTokens, int completionTokens) {
  public static final Usage NONE = new Usage(0, 0, 0);

  public Usage plus(Usage other) {
    return new Usage(
        promptTokens + other.promptTokens,
        cachedTokens + other.cachedTokens,
        completionTokens + other.completionTokens);
  }
}
