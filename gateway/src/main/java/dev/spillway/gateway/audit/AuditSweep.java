package dev.spillway.gateway.audit;

import dev.spillway.gateway.policy.Database;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;

/**
 * Deletes rows that are too old or too many, the oldest first, in short transactions. Several
 * gateways may be at it at the same time: each takes rows that no other is deleting.
 */
final class AuditSweep {
  /** Rows that one transaction deletes. */
  static final int BATCH = 1_000;

  private static final String DELETE =
      """
      delete from audit where id in (
        select id from audit
        where at < cast(cast(:oldest as text) as timestamptz)
          or id <= (select id from audit order by id desc offset :rows limit 1)
        order by id limit %d for update skip locked)
      """
          .formatted(BATCH);

  private final Database database;
  private final Clock clock;
  private final Duration retention;
  private final long rows;

  /**
   * @param retention how long rows stay
   * @param rows how many stay at most
   */
  AuditSweep(Database database, Clock clock, Duration retention, long rows) {
    this.database = database;
    this.clock = clock;
    this.retention = retention;
    this.rows = rows;
  }

  Uni<Void> run() {
    var oldest = clock.instant().minus(retention).toString();
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                database.transaction(
                    session ->
                        session
                            .createNativeQuery(DELETE)
                            .setParameter("oldest", oldest)
                            .setParameter("rows", rows)
                            .executeUpdate()))
        .whilst(deleted -> deleted == BATCH)
        .collect()
        .last()
        .replaceWithVoid();
  }
}
