package dev.spillway.gateway.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Adds rows. They go there as JSON: {@link AuditRow} and the list here name the columns. */
final class AuditSql {
  private static final String INSERT =
      """
      insert into audit (at, actor, actor_name, address, method, resource, request_id, outcome,
        status, code, changes, attempts)
      select * from json_to_recordset(cast(cast(:rows as text) as json)) as row
        (at timestamptz, actor text, actor_name text, address text, method text, resource text,
         request_id text, outcome text, status integer, code text, changes json, attempts bigint)
      """;

  private static final String LATEST =
      """
      select request_id from audit
      where actor = :actor and resource = :resource and outcome = :outcome
      order by id desc limit 1
      """;

  private final ObjectMapper json;
  private final Clock clock;

  AuditSql(ObjectMapper json, Clock clock) {
    this.json = json;
    this.clock = clock;
  }

  Uni<Void> insert(Mutiny.Session session, List<AuditRow> rows) {
    var now = clock.instant();
    return session
        .createNativeQuery(INSERT)
        .setParameter("rows", write(rows.stream().map(row -> row.at(now)).toList()))
        .executeUpdate()
        .replaceWithVoid();
  }

  /** Whether the last such row of this actor and resource came of the same. */
  Uni<Boolean> isLatest(Mutiny.Session session, AuditRow row) {
    return session
        .createNativeQuery(LATEST, String.class)
        .setParameter("actor", row.actor())
        .setParameter("resource", row.resource())
        .setParameter("outcome", row.outcome())
        .getResultList()
        .map(found -> found.equals(List.of(String.valueOf(row.requestId()))));
  }

  private String write(List<AuditRow> rows) {
    try {
      // A database takes every character but this one for text.
      return json.writeValueAsString(rows).replace("\\u0000", "");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row cannot be written as JSON", e);
    }
  }
}
