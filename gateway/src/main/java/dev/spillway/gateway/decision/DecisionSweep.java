package dev.spillway.gateway.decision;

import dev.spillway.gateway.policy.Database;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Deletes decisions that are too old or too many, and labels whose decision is not there any more
 * or never came. Each batch is a short transaction under an advisory lock, so that of many gateways
 * on one database one deletes at a time, and the others leave it to that one.
 */
final class DecisionSweep {
  /** Rows that one transaction deletes. */
  static final int BATCH = 1_000;

  /** Any number that nothing else locks. */
  static final long LOCK = 0x5350_5744_4543_4953L;

  private static final String LATEST_TO_DELETE =
      """
      select cast(greatest(cast(cast(:oldest as text) as timestamptz),
        (select created_at + interval '1 microsecond' from decision
          order by created_at desc, request_id desc offset :rows limit 1)) as text)
      """;

  private static final String DELETE_DECISIONS =
      """
      delete from decision where request_id in (
        select request_id from decision
        where created_at < cast(cast(:before as text) as timestamptz)
        order by created_at limit %d)
      """
          .formatted(BATCH);

  private static final String DELETE_LABELS =
      """
      delete from label where ctid = any (array(
        select l.ctid from label l
        where l.created_at < cast(cast(:before as text) as timestamptz)
          and not exists (select 1 from decision d where d.request_id = l.request_id)
        limit %d))
      """
          .formatted(BATCH);

  private final Database database;
  private final Clock clock;
  private final Limits limits;

  /**
   * What may stay.
   *
   * @param labelGrace how long a label may be without its decision
   */
  record Limits(Duration retention, int rows, Duration labelGrace) {}

  DecisionSweep(Database database, Clock clock, Limits limits) {
    this.database = database;
    this.clock = clock;
    this.limits = limits;
  }

  /** Deletes all that has to go, unless another gateway is at it. */
  Uni<Void> run() {
    var now = clock.instant();
    return underLock(
            session ->
                session
                    .createNativeQuery(LATEST_TO_DELETE, String.class)
                    .setParameter("rows", (long) limits.rows())
                    .setParameter("oldest", now.minus(limits.retention()).toString())
                    .getSingleResult(),
            "")
        .chain(
            before ->
                before.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : deleteAll(DELETE_DECISIONS, before)
                        .chain(() -> deleteAll(DELETE_LABELS, past(now, limits.labelGrace()))));
  }

  private static String past(Instant now, Duration ago) {
    return now.minus(ago).toString();
  }

  private Uni<Void> deleteAll(String statement, String before) {
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                underLock(
                    session ->
                        session
                            .createNativeQuery(statement)
                            .setParameter("before", before)
                            .executeUpdate(),
                    0))
        .whilst(deleted -> deleted == BATCH)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** The lock goes with the transaction. */
  private <T> Uni<T> underLock(Function<Mutiny.Session, Uni<T>> work, T otherwise) {
    return database.transaction(
        session ->
            session
                .createNativeQuery("select pg_try_advisory_xact_lock(" + LOCK + ")", Boolean.class)
                .getSingleResult()
                .chain(locked -> locked ? work.apply(session) : Uni.createFrom().item(otherwise)));
  }
}
