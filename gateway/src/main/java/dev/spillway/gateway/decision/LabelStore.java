package dev.spillway.gateway.decision;

import dev.spillway.gateway.policy.Database;
import io.smallrye.mutiny.Uni;

/** Labels in PostgreSQL, one for each answer and source. */
public final class LabelStore {
  private static final String PUT =
      """
      insert into label (request_id, source, quality, comment, created_at)
      values (:id, :source, cast(:quality as double precision), cast(:comment as text),
        cast(cast(:at as text) as timestamptz))
      on conflict (request_id, source) do update
        set quality = excluded.quality, comment = excluded.comment, created_at = excluded.created_at
      """;

  private final Database database;

  public LabelStore(Database database) {
    this.database = database;
  }

  /**
   * Labels the answer to a request, in place of what the same source said before. The decision need
   * not be there: it may be written later, and a label without one goes after a while.
   */
  public Uni<Void> put(String requestId, Label label) {
    return database
        .transaction(
            session ->
                session
                    .createNativeQuery(PUT)
                    .setParameter("id", requestId)
                    .setParameter("source", label.source().wireName())
                    .setParameter("quality", label.quality())
                    .setParameter("comment", label.comment())
                    .setParameter("at", label.createdAt().toString())
                    .executeUpdate())
        .replaceWithVoid();
  }
}
