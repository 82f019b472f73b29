package dev.spillway.gateway.usage;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which rows, and what of them is told apart.
 *
 * @param equal columns with the value that they have to have
 * @param until the day after the last
 * @param by columns; the rest is summed over
 */
public record UsageFilter(
    Map<String, String> equal,
    Optional<LocalDate> since,
    Optional<LocalDate> until,
    List<String> by) {

  /** What rows are told apart by. */
  public static final List<String> COLUMNS =
      List.of("organisation_id", "project_id", "key_id", "tier", "day");

  public UsageFilter {
    equal = Map.copyOf(equal);
    by = List.copyOf(by);
    if (!COLUMNS.containsAll(by) || !COLUMNS.containsAll(equal.keySet())) {
      throw new IllegalArgumentException("there is no such column");
    }
  }
}
