package dev.spillway.gateway.admin;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.decision.Cursor;
import dev.spillway.gateway.decision.DecisionFilter;
import dev.spillway.gateway.decision.DecisionStore;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is asked for in an address, read strictly: a misspelt filter must not show what it should
 * have kept out.
 *
 * @param limit rows of a page
 */
record DecisionQuery(DecisionFilter filter, Optional<Cursor> cursor, int limit) {
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_NAME = 64;

  private static final Set<String> FILTERS =
      new TreeSet<>(Set.of("policy", "tier", "since", "until", "labelled"));
  private static final Set<String> ALL = new TreeSet<>(FILTERS);

  static {
    ALL.addAll(Set.of("cursor", "limit"));
  }

  /**
   * @throws SpillwayException naming the parameter at fault
   */
  static DecisionQuery page(Map<String, List<String>> parameters) {
    var read = new Reader(parameters, ALL);
    return new DecisionQuery(
        read.filter(),
        read.text("cursor")
            .map(
                text ->
                    Cursor.decode(text)
                        .orElseThrow(
                            () -> invalid("cursor", "cursor must be the next_cursor of a page"))),
        read.text("limit").map(DecisionQuery::limit).orElse(DEFAULT_LIMIT));
  }

  /**
   * Filters alone.
   *
   * @throws SpillwayException naming the parameter at fault
   */
  static DecisionFilter filter(Map<String, List<String>> parameters) {
    return new Reader(parameters, FILTERS).filter();
  }

  private static int limit(String text) {
    try {
      var limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= DecisionStore.MAX_PAGE) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number out of range
    }
    throw invalid("limit", "limit must be a number from 1 to " + DecisionStore.MAX_PAGE);
  }

  private static SpillwayException invalid(String field, String message) {
    return new SpillwayException(new ErrorKind.InvalidValue(field, message));
  }

  private record Reader(Map<String, List<String>> parameters) {
    Reader(Map<String, List<String>> parameters, Set<String> known) {
      this(parameters);
      parameters.forEach(
          (name, values) -> {
            var shown = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME) + "...";
            if (!known.contains(name)) {
              throw invalid(
                  shown,
                  "there is no parameter '%s'; there are: %s"
                      .formatted(shown, String.join(", ", known)));
            }
            if (values.size() != 1) {
              throw invalid(shown, shown + " must be given once");
            }
          });
    }

    DecisionFilter filter() {
      return new DecisionFilter(
          name("policy"), name("tier"), time("since"), time("until"), bool("labelled"));
    }

    Optional<String> text(String name) {
      return Optional.ofNullable(parameters.get(name)).map(List::getFirst);
    }

    private Optional<String> name(String name) {
      return text(name)
          .map(
              text -> {
                if (text.isEmpty() || text.indexOf('\0') >= 0) {
                  throw invalid(name, name + " must be a name");
                }
                return text;
              });
    }

    private Optional<Instant> time(String name) {
      return text(name)
          .map(
              text -> {
                try {
                  // the years that a database knows
                  var time = OffsetDateTime.parse(text);
                  if (time.getYear() >= 0 && time.getYear() <= 9_999) {
                    return time.toInstant();
                  }
                } catch (DateTimeException e) {
                  // said below
                }
                throw invalid(name, name + " must be a time such as 2026-11-21T15:00:00Z");
              });
    }

    private Optional<Boolean> bool(String name) {
      return text(name)
          .map(
              text ->
                  switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw invalid(name, name + " must be true or false");
                  });
    }
  }
}
