package dev.spillway.gateway.admin;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
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
 * have kept out. Whatever is wrong is an error that names the parameter.
 */
record AddressQuery(Map<String, List<String>> parameters) {
  private static final int MAX_NAME = 64;

  static AddressQuery of(Map<String, List<String>> parameters, Set<String> known) {
    parameters.forEach(
        (name, values) -> {
          var shown = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME) + "...";
          if (!known.contains(name)) {
            throw invalid(
                shown,
                "there is no parameter '%s'; there are: %s"
                    .formatted(shown, String.join(", ", new TreeSet<>(known))));
          }
          if (values.size() != 1) {
            throw invalid(shown, shown + " must be given once");
          }
        });
    return new AddressQuery(parameters);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(parameters.get(name)).map(List::getFirst);
  }

  Optional<String> name(String name) {
    return text(name)
        .map(
            text -> {
              if (text.isEmpty() || text.indexOf('\0') >= 0) {
                throw invalid(name, name + " must be a name");
              }
              return text;
            });
  }

  Optional<Instant> time(String name) {
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

  Optional<Boolean> bool(String name) {
    return text(name)
        .map(
            text ->
                switch (text) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw invalid(name, name + " must be true or false");
                });
  }

  /** One of these words. */
  Optional<String> word(String name, Set<String> words) {
    return text(name)
        .map(
            text -> {
              if (!words.contains(text)) {
                throw invalid(
                    name, "%s must be one of %s".formatted(name, String.join(", ", words)));
              }
              return text;
            });
  }

  /** How many rows a page has. */
  int limit(int most, int otherwise) {
    return text("limit").map(text -> limit(text, most)).orElse(otherwise);
  }

  private static int limit(String text, int most) {
    try {
      var limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= most) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number out of range
    }
    throw invalid("limit", "limit must be a number from 1 to " + most);
  }

  static SpillwayException invalid(String field, String message) {
    return new SpillwayException(new ErrorKind.InvalidValue(field, message));
  }
}
