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
 * <p>Law: a change that an administrator made and its row are kept together or not at all. What no
 * administrator asked for, such as the policy that a gateway ships, is not written down.
 */
@Singleton
final class AuditChanges implements ChangeLog {
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
        .<Entry>map(deed -> (session, before, after) -> write(session, deed, before, after))
        .orElse((session, before, after) -> Uni.createFrom().voidItem());
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
