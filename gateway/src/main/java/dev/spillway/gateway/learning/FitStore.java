package dev.spillway.gateway.learning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.policy.Database;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Optional;

/** The latest fit of each policy in PostgreSQL. */
final class FitStore {
  private static final String PUT =
      """
      insert into policy_fit (policy, report, created_at)
      values (:policy, :report, cast(cast(:at as text) as timestamptz))
      on conflict (policy) do update
        set report = excluded.report, created_at = excluded.created_at
      """;

  private final Database database;
  private final ObjectMapper json;

  FitStore(Database database, ObjectMapper json) {
    this.database = database;
    this.json = json;
  }

  Uni<Void> put(FitReport report, Instant now) {
    return Uni.createFrom()
        .item(() -> write(report))
        .chain(
            text ->
                database.transaction(
                    session ->
                        session
                            .createNativeQuery(PUT)
                            .setParameter("policy", report.policy())
                            .setParameter("report", text)
                            .setParameter("at", now.toString())
                            .executeUpdate()))
        .replaceWithVoid();
  }

  Uni<Optional<FitReport>> find(String policy) {
    return database
        .transaction(
            session ->
                session
                    .createNativeQuery(
                        "select report from policy_fit where policy = :policy", String.class)
                    .setParameter("policy", policy)
                    .getSingleResultOrNull())
        .map(text -> Optional.ofNullable(text).map(this::read));
  }

  private String write(FitReport report) {
    try {
      return json.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report cannot be written as JSON", e);
    }
  }

  private FitReport read(String text) {
    try {
      return json.readValue(text, FitReport.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored report cannot be read", e);
    }
  }
}
