package dev.spillway.gateway.admin;

import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.audit.AuditFilter;
import dev.spillway.gateway.audit.AuditRow;
import dev.spillway.gateway.audit.AuditStore;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which rows of the audit log are asked for.
 *
 * @param before ids of a page are below this one
 * @param limit rows of a page
 * @param csv whether an export is CSV
 */
record AuditQuery(AuditFilter filter, OptionalLong before, int limit, boolean csv) {
  private static final int DEFAULT_LIMIT = 50;

  private static final Set<String> FILTERS =
      Set.of("actor", "method", "resource", "outcome", "request_id", "since", "until");
  private static final Set<String> PAGE = with("cursor", "limit");
  private static final Set<String> EXPORT = with("format");
  private static final Set<String> FORMATS = new TreeSet<>(Set.of("csv", "jsonl"));
  private static final Set<String> OUTCOMES =
      Arrays.stream(AuditRow.Outcome.values())
          .map(AuditRow.Outcome::wireName)
          .collect(Collectors.toCollection(TreeSet::new));

  private static Set<String> with(String... more) {
    var all = new TreeSet<>(FILTERS);
    all.addAll(List.of(more));
    return all;
  }

  /**
   * @throws SpillwayException naming the parameter at fault
   */
  static AuditQuery page(Map<String, List<String>> parameters) {
    var read = AddressQuery.of(parameters, PAGE);
    return new AuditQuery(
        filter(read), cursor(read), read.limit(AuditStore.MAX_PAGE, DEFAULT_LIMIT), false);
  }

  /**
   * All of them.
   *
   * @throws SpillwayException naming the parameter at fault
   */
  static AuditQuery export(Map<String, List<String>> parameters) {
    var read = AddressQuery.of(parameters, EXPORT);
    return new AuditQuery(
        filter(read),
        OptionalLong.empty(),
        AuditStore.MAX_PAGE,
        read.word("format", FORMATS).filter("csv"::equals).isPresent());
  }

  private static AuditFilter filter(AddressQuery read) {
    return new AuditFilter(
        read.name("actor"),
        read.name("method"),
        read.name("resource"),
        read.word("outcome", OUTCOMES),
        read.name("request_id"),
        read.time("since"),
        read.time("until"));
  }

  private static OptionalLong cursor(AddressQuery read) {
    var text = read.text("cursor");
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!text.get().matches("[0-9]{1,18}")) {
      throw AddressQuery.invalid("cursor", "cursor must be the next_cursor of a page");
    }
    return OptionalLong.of(Long.parseLong(text.get()));
  }
}
