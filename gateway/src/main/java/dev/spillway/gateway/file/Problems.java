package dev.spillway.gateway.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;

/** Collects all that is wrong with a file, so that nobody mends it one error at a time. */
final class Problems {
  private static final int MOST = 100;

  private final String file;
  private final List<Problem> found = new ArrayList<>();

  Problems(String file) {
    this.file = file;
  }

  void add(Mark at, String path, String message) {
    add(at.getLine() + 1, at.getColumn() + 1, path, message);
  }

  void add(int line, int column, String path, String message) {
    var problem = new Problem(file, line, column, path, message);
    // What is said through an alias twice is wrong once.
    if (found.size() < MOST && !found.contains(problem)) {
      found.add(problem);
    }
  }

  /** Whether anything at this path, or below it, is wrong. */
  boolean within(String path) {
    return found.stream()
        .map(Problem::path)
        .anyMatch(
            each ->
                each.equals(path) || each.startsWith(path + ".") || each.startsWith(path + "["));
  }

  /** In the order of the file. */
  List<Problem> all() {
    return found.stream()
        .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
        .toList();
  }
}
