package dev.spillway.gateway.decision;

import dev.spillway.gateway.policy.Database;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/** Labels in PostgreSQL, one for each answer and source. */
public final class LabelStore {
  private static final String FIRST =
      """
      insert into label (request_id, source, quality, comment, created_at)
      values (:id, :source, cast(:quality as double precision), cast(:comment as text),
        cast(cast(:at as text) as timestamptz))
      on conflict (request_id, source) do nothing
      """;

  private static final String INSTEAD =
      """
      update label set quality = cast(:quality as double precision),
        comment = cast(:comment as text), created_at = cast(cast(:at as text) as timestamptz)
      where request_id = :id and source = :source
      """;

  private final Database database;

  public LabelStore(Database database) {
    this.database = database;
  }

  /**
   * Labels the answer to a request, in place of what the same source said before. The decision need
   * not be there: it may be written later, and a label without one goes after a while.
   *
   * @return whether it is the first of its source
   */
  public Uni<Boolean> put(String requestId, Label label) {
    return database.transaction(
        session ->
            execute(session, FIRST, requestId, label)
                .chain(
                    added ->
                        added == 1
                            ? Uni.createFrom().item(true)
                            : execute(session, INSTEAD, requestId, label).replaceWith(false)));
  }

  private static Uni<Integer> execute(
      Mutiny.Session session, String statement, String requestId, Label label) {
    return session
        .createNativeQuery(statement)
        .setParameter("id", requestId)
        .setParameter("source", label.source().wireName())
        .setParameter("quality", label.quality())
        .setParameter("comment", label.comment())
        .setParameter("at", label.createdAt().toString())
        .executeUpdate();
  }
}
