package dev.spillway.gateway.policy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Transactions that may start on any thread and always end in time.
 *
 * <p>Hibernate Reactive keeps its session in the Vert.x context, so each transaction here gets a
 * context of its own and cannot meet another's session. Its outcome is delivered on the context of
 * the caller where there is one. A database that is away, or that does not answer within the limit,
 * is {@link ErrorKind.StoreUnavailable}; a write that ran into the limit may still happen.
 */
public final class Database {

  /** SQLSTATE classes: connection, resources, operator intervention, system error. */
  private static final Set<String> AWAY = Set.of("08", "53", "57", "58");

  private final Vertx vertx;
  private final Mutiny.SessionFactory sessions;
  private final Outages outages;
  private final ChangeLog changes;
  private final Duration limit;

  public Database(
      Vertx vertx,
      Mutiny.SessionFactory sessions,
      Outages outages,
      ChangeLog changes,
      Duration limit) {
    this.vertx = vertx;
    this.sessions = sessions;
    this.outages = outages;
    this.changes = changes;
    this.limit = limit;
  }

  /** The same with another limit. */
  public Database within(Duration otherLimit) {
    return new Database(vertx, sessions, outages, changes, otherLimit);
  }

  /** The same for work that changes what somebody asked to be changed, and writes that down. */
  public <T> Uni<T> change(BiFunction<Mutiny.Session, ChangeLog.Entry, Uni<T>> work) {
    return Uni.createFrom()
        .deferred(
            () -> {
              var entry = changes.open();
              return transaction(session -> work.apply(session, entry));
            });
  }

  /** What {@code work} answers, committed; or its failure, rolled back. */
  public <T> Uni<T> transaction(Function<Mutiny.Session, Uni<T>> work) {
    return Uni.createFrom()
        .deferred(
            () -> {
              var caller = Vertx.currentContext();
              var outcome =
                  onOwnContext(() -> sessions.withTransaction((session, tx) -> work.apply(session)))
                      .ifNoItem()
                      .after(limit)
                      .fail()
                      .onFailure(Database::isAway)
                      .transform(this::unavailable)
                      .onItem()
                      .invoke(() -> outages.end(Outage.DATABASE_DOWN));
              return caller == null
                  ? outcome
                  : outcome.emitOn(task -> caller.runOnContext(ignored -> task.run()));
            });
  }

  private <T> Uni<T> onOwnContext(Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .emitter(
            emitter ->
                ownContext()
                    .runOnContext(
                        ignored -> work.get().subscribe().with(emitter::complete, emitter::fail)));
  }

  private Context ownContext() {
    var context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
    VertxContextSafetyToggle.setContextSafe(context, true);
    return context;
  }

  private Throwable unavailable(Throwable cause) {
    outages.begin(Outage.DATABASE_DOWN, cause);
    return new SpillwayException(
        new ErrorKind.StoreUnavailable("the database does not answer; try again"), cause);
  }

  private static boolean isAway(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TimeoutException
          || cause instanceof java.util.concurrent.TimeoutException
          || (cause instanceof IOException && !(cause instanceof FileSystemException))
          || cause instanceof ClosedConnectionException
          || (cause instanceof PgException pg
              && pg.getSqlState() != null
              && pg.getSqlState().length() == 5
              && AWAY.contains(pg.getSqlState().substring(0, 2)))) {
        return true;
      }
    }
    return false;
  }
}
