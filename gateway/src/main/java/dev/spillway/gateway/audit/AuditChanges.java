package dev.spillway.gateway.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.spillway.gateway.policy.ChangeLog;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Writes the changes of a {@link Deed} down, each in its own transaction.
 *
 * <p>Law: a change that an administrator or the file made and its row are kept together or not at
 * all. What neither asked for, such as the policy that a gateway ships, is not written down.
 */
@Singleton
public final class AuditChanges implements ChangeLog {
  private final AuditSql sql;
  private final AuditMeters meters;
  private final ObjectMapper json;

  AuditChanges(AuditMeters meters, ObjectMapper json) {
    this.sql = new AuditSql(json, Clock.systemUTC());
    this.meters = meters;
    this.json = json;
  }

  @Override
  public Entry open() {
    return Deed.current()
        .map(this::of)
        .orElse((session, before, after) -> Uni.createFrom().voidItem());
  }

  /** For changes of a deed that is known. */
  public Entry of(Deed deed) {
    return (session, before, after) -> write(session, deed, before, after);
  }

  /**
   * For a thing that each gateway has by itself, and not in the database: the first of them that
   * makes a change of it writes that down, and who comes after it writes nothing.
   */
  public Entry once(Deed deed) {
    return (session, before, after) ->
        sql.isLatest(session, deed.row(AuditRow.Outcome.CHANGED))
            .chain(
                told -> told ? Uni.createFrom().voidItem() : write(session, deed, before, after));
  }

  private Uni<Void> write(
      Mutiny.Session session, Deed deed, @Nullable Object before, @Nullable Object after) {
    var row = deed.row(AuditRow.Outcome.CHANGED).with(Differences.of(tree(before), tree(after)));
    return sql.insert(session, List.of(row))
        .invoke(
            () -> {
              deed.write();
              meters.written(row);
            });
  }

  private JsonNode tree(@Nullable Object value) {
    return value == null ? MissingNode.getInstance() : json.valueToTree(value);
  }
}
