package dev.spillway.gateway.admin;

import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.usage.UsageFilter;
import dev.spillway.gateway.usage.UsageRow;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is asked for in an address, read strictly. */
record UsageQuery(UsageFilter filter, boolean csv) {
  static final int MAX_ROWS = 10_000;

  private static final int MAX_VALUE = 64;
  private static final List<String> EQUAL =
      List.of("organisation_id", "project_id", "key_id", "tier");
  private static final Set<String> ALL =
      new TreeSet<>(
          Set.of(
              "organisation_id", "project_id", "key_id", "tier", "since", "until", "by", "format"));

  /** Names of what is told apart, and their columns. */
  private static final Map<String, String> BY =
      Map.of(
          "organisation", "organisation_id",
          "project", "project_id",
          "key", "key_id",
          "tier", "tier",
          "day", "day");

  /**
   * @throws SpillwayException naming the parameter at fault
   */
  static UsageQuery read(Map<String, List<String>> parameters) {
    parameters.forEach(
        (name, values) -> {
          if (!ALL.contains(name)) {
            var shown = name.length() <= MAX_VALUE ? name : name.substring(0, MAX_VALUE) + "...";
            throw TenantBody.invalid(
                shown, "is no parameter; there are: " + String.join(", ", ALL));
          }
          if (values.size() != 1 || values.getFirst().length() > 4 * MAX_VALUE) {
            throw TenantBody.invalid(name, "must be given once, and be short");
          }
        });
    var equal = new HashMap<String, String>();
    for (var name : EQUAL) {
      text(parameters, name).ifPresent(value -> equal.put(name, printable(name, value)));
    }
    return new UsageQuery(
        new UsageFilter(equal, day(parameters, "since"), day(parameters, "until"), by(parameters)),
        text(parameters, "format").map(UsageQuery::isCsv).orElse(false));
  }

  /** The rows, if they are not too many. */
  List<UsageRow> checked(List<UsageRow> rows) {
    if (rows.size() > MAX_ROWS) {
      throw TenantBody.invalid(
          "since", "must be later, or the filter narrower: there are more than 10000 rows");
    }
    return rows;
  }

  private static List<String> by(Map<String, List<String>> parameters) {
    return text(parameters, "by")
        .map(
            names ->
                Arrays.stream(names.split(",", -1)).map(UsageQuery::column).distinct().toList())
        .orElse(UsageFilter.COLUMNS);
  }

  private static String column(String name) {
    @Nullable String column = BY.get(name);
    if (column == null) {
      throw TenantBody.invalid(
          "by", "must have some of %s, separated by commas".formatted(new TreeSet<>(BY.keySet())));
    }
    return column;
  }

  private static Optional<LocalDate> day(Map<String, List<String>> parameters, String name) {
    return text(parameters, name)
        .map(
            value -> {
              try {
                var day = LocalDate.parse(value);
                // the years that a database knows
                if (day.getYear() >= 1970 && day.getYear() <= 9_999) {
                  return day;
                }
              } catch (DateTimeException e) {
                // said below
              }
              throw TenantBody.invalid(name, "must be a day such as 2026-11-21");
            });
  }

  private static boolean isCsv(String format) {
    return switch (format) {
      case "csv" -> true;
      case "json" -> false;
      default -> throw TenantBody.invalid("format", "must be json or csv");
    };
  }

  private static String printable(String name, String value) {
    if (value.isEmpty() || value.chars().anyMatch(Character::isISOControl)) {
      throw TenantBody.invalid(name, "must be an id or a name");
    }
    return value;
  }

  private static Optional<String> text(Map<String, List<String>> parameters, String name) {
    return Optional.ofNullable(parameters.get(name)).map(List::getFirst);
  }
}
