package dev.spillway.gateway.admin;

import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.decision.Cursor;
import dev.spillway.gateway.decision.DecisionFilter;
import dev.spillway.gateway.decision.DecisionStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which decisions are asked for.
 *
 * @param limit rows of a page
 */
record DecisionQuery(DecisionFilter filter, Optional<Cursor> cursor, int limit) {
  private static final int DEFAULT_LIMIT = 50;

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
    var read = AddressQuery.of(parameters, ALL);
    return new DecisionQuery(
        filter(read),
        read.text("cursor")
            .map(
                text ->
                    Cursor.decode(text)
                        .orElseThrow(
                            () ->
                                AddressQuery.invalid(
                                    "cursor", "cursor must be the next_cursor of a page"))),
        read.limit(DecisionStore.MAX_PAGE, DEFAULT_LIMIT));
  }

  /**
   * Filters alone.
   *
   * @throws SpillwayException naming the parameter at fault
   */
  static DecisionFilter filter(Map<String, List<String>> parameters) {
    return filter(AddressQuery.of(parameters, FILTERS));
  }

  private static DecisionFilter filter(AddressQuery read) {
    return new DecisionFilter(
        read.name("policy"),
        read.name("tier"),
        read.time("since"),
        read.time("until"),
        read.bool("labelled"));
  }
}
