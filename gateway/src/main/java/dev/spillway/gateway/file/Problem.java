package dev.spillway.gateway.file;

/**
 * One thing that is wrong with a file, and where.
 *
 * @param line from 1
 * @param column from 1
 * @param path of the value, such as {@code tiers.small.price.input}; empty for the file as a whole
 */
public record Problem(String file, int line, int column, String path, String message) {

  /** As compilers say it, so that editors find the place. */
  @Override
  public String toString() {
    return path.isEmpty()
        ? "%s:%d:%d: %s".formatted(file, line, column, message)
        : "%s:%d:%d: %s: %s".formatted(file, line, column, path, message);
  }
}
