package dev.spillway.gateway.tenancy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.policy.ChangeLog;
import dev.spillway.gateway.policy.Overtaken;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Makes organisations and projects what somebody says that they are, whether they are there or not,
 * in a transaction of the caller's. To say the same twice changes nothing.
 */
public final class StatedTenants {
  private final TenantStore store;
  private final Keys keys;
  private final Clock clock;

  StatedTenants(TenantStore store, Keys keys, Clock clock) {
    this.store = store;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * There is this organisation, and it is so; true if it was not.
   *
   * @return fails with {@link Overtaken} if another writer was faster
   */
  public Uni<Boolean> organisation(
      Mutiny.Session session, ChangeLog.Entry entry, String id, String name, Limits limits) {
    return state(
        session,
        entry,
        TenantTable.ORGANISATIONS,
        id,
        new Organisation(id, name, limits, 1, clock.instant().truncatedTo(ChronoUnit.MICROS)),
        was -> was.name().equals(name) && was.limits().equals(limits),
        was -> was.changed(name, limits));
  }

  /**
   * There is this project, and it is so; true if it was not.
   *
   * @param models that may be asked; null: all
   * @return fails with {@link ErrorKind.Conflict} if the project is of another organisation, with
   *     {@link Overtaken} if another writer was faster
   */
  public Uni<Boolean> project(
      Mutiny.Session session,
      ChangeLog.Entry entry,
      String id,
      String organisationId,
      String name,
      @Nullable List<String> models,
      Limits limits) {
    return state(
        session,
        entry,
        TenantTable.PROJECTS,
        id,
        new Project(
            id,
            organisationId,
            name,
            models,
            limits,
            1,
            clock.instant().truncatedTo(ChronoUnit.MICROS)),
        was -> {
          if (!was.organisationId().equals(organisationId)) {
            throw new SpillwayException(
                new ErrorKind.Conflict(
                    "id", "%s is a project of %s".formatted(id, was.organisationId())));
          }
          return was.name().equals(name)
              && Optional.ofNullable(was.models()).equals(Optional.ofNullable(models))
              && was.limits().equals(limits);
        },
        was -> was.changed(name, models, limits));
  }

  /** What was true is committed: in force here from now on, and announced to other gateways. */
  public void changed() {
    keys.changed();
  }

  private <T extends TenantRow> Uni<Boolean> state(
      Mutiny.Session session,
      ChangeLog.Entry entry,
      TenantTable<T> table,
      String id,
      T made,
      Predicate<T> isSo,
      UnaryOperator<T> change) {
    return store
        .find(session, table, id)
        .chain(
            found ->
                found
                    .map(was -> changed(session, entry, table, was, isSo, change))
                    .orElseGet(() -> made(session, entry, table, made)));
  }

  private <T extends TenantRow> Uni<Boolean> made(
      Mutiny.Session session, ChangeLog.Entry entry, TenantTable<T> table, T row) {
    return store
        .insert(session, entry, table, row)
        .map(done -> true)
        .onFailure(TenantStore::isTaken)
        .transform(failure -> new Overtaken());
  }

  private <T extends TenantRow> Uni<Boolean> changed(
      Mutiny.Session session,
      ChangeLog.Entry entry,
      TenantTable<T> table,
      T was,
      Predicate<T> isSo,
      UnaryOperator<T> change) {
    if (isSo.test(was)) {
      return Uni.createFrom().item(false);
    }
    return store
        .update(session, entry, table, was, change.apply(was))
        .invoke(
            done -> {
              if (!done) {
                throw new Overtaken();
              }
            });
  }
}
