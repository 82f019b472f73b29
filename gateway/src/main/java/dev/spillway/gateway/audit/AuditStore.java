package dev.spillway.gateway.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.policy.Database;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The audit log in PostgreSQL. With the database away reading and writing fail. */
public final class AuditStore {

  /** The most rows of a page. */
  public static final int MAX_PAGE = 200;

  private static final String SELECT =
      "select cast(row_to_json(r) as text) from (select * from audit a where true";

  private static final String LATEST_FIRST =
      " order by a.id desc limit :limit) r order by r.id desc";

  private final Database database;
  private final ObjectMapper json;
  private final AuditSql sql;

  AuditStore(Database database, ObjectMapper json, Clock clock) {
    this.database = database;
    this.json = json;
    this.sql = new AuditSql(json, clock);
  }

  /** Adds what is no change, in a transaction of its own. */
  Uni<Void> insert(List<AuditRow> rows) {
    return database.transaction(session -> sql.insert(session, rows));
  }

  /**
   * Rows, latest first.
   *
   * @param before only those with smaller ids
   * @param limit at most so many, up to {@link #MAX_PAGE}
   */
  public Uni<List<AuditRow>> page(AuditFilter filter, OptionalLong before, int limit) {
    var conditions = new StringBuilder();
    var parameters = new HashMap<String, Object>();
    filter
        .actor()
        .ifPresent(
            actor -> {
              conditions.append(" and (a.actor = :actor or a.actor_name = :actor)");
              parameters.put("actor", actor);
            });
    filter.method().ifPresent(text -> equal(conditions, parameters, "method", text));
    filter
        .resource()
        .ifPresent(
            text -> {
              conditions.append(" and starts_with(a.resource, :resource)");
              parameters.put("resource", text);
            });
    filter.outcome().ifPresent(text -> equal(conditions, parameters, "outcome", text));
    filter.requestId().ifPresent(text -> equal(conditions, parameters, "request_id", text));
    filter.since().ifPresent(time -> time(conditions, parameters, ">=", "since", time.toString()));
    filter.until().ifPresent(time -> time(conditions, parameters, "<", "until", time.toString()));
    before.ifPresent(
        id -> {
          conditions.append(" and a.id < :before");
          parameters.put("before", id);
        });
    return database
        .transaction(
            session -> {
              var query =
                  session
                      .createNativeQuery(SELECT + conditions + LATEST_FIRST, String.class)
                      .setParameter("limit", (long) Math.min(limit, MAX_PAGE));
              parameters.forEach(query::setParameter);
              return query.getResultList();
            })
        .map(rows -> rows.stream().map(this::read).toList());
  }

  private static void equal(
      StringBuilder conditions, Map<String, Object> parameters, String column, String value) {
    conditions.append(" and a.%s = :%s".formatted(column, column));
    parameters.put(column, value);
  }

  private static void time(
      StringBuilder conditions,
      Map<String, Object> parameters,
      String than,
      String name,
      String time) {
    conditions.append(" and a.at %s cast(cast(:%s as text) as timestamptz)".formatted(than, name));
    parameters.put(name, time);
  }

  private AuditRow read(String row) {
    try {
      return json.readValue(row, AuditRow.class);
    } catch (JsonProcessingException e) {
      // its message would repeat the row
      e.clearLocation();
      throw new IllegalStateException("a stored row cannot be read", e);
    }
  }
}
