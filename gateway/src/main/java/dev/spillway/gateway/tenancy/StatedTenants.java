package dev.spillway.gateway.tenancy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes organisations and projects what somebody says that they are, whether they are there or not.
 * To say the same twice changes nothing, also when several gateways say it at once: an id is a
 * primary key, and who comes second finds the row. Fails with {@link ErrorKind.StoreUnavailable}
 * while the database is away.
 */
public final class StatedTenants {
  private static final int MAX_ATTEMPTS = 20;

  private final TenantStore store;
  private final Keys keys;
  private final Clock clock;

  StatedTenants(TenantStore store, Keys keys, Clock clock) {
    this.store = store;
    this.keys = keys;
    this.clock = clock;
  }

  /** There is this organisation, and it is so; true if it was not. */
  public Uni<Boolean> organisation(String id, String name, Limits limits) {
    return state(
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
   * @return fails with {@link ErrorKind.Conflict} if the project is of another organisation
   */
  public Uni<Boolean> project(
      String id, String organisationId, String name, @Nullable List<String> models, Limits limits) {
    return state(
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

  private <T extends TenantRow> Uni<Boolean> state(
      TenantTable<T> table, String id, T made, Predicate<T> isSo, UnaryOperator<T> change) {
    return Uni.createFrom()
        .deferred(
            () ->
                store
                    .find(table, id)
                    .chain(
                        found ->
                            found
                                .map(was -> changed(table, was, isSo, change))
                                .orElseGet(() -> made(table, made))))
        .onFailure(Again.class)
        .retry()
        .atMost(MAX_ATTEMPTS)
        .invoke(
            anew -> {
              if (anew) {
                keys.changed();
              }
            });
  }

  private <T extends TenantRow> Uni<Boolean> made(TenantTable<T> table, T row) {
    return store
        .insert(table, row)
        .map(done -> true)
        .onFailure(TenantStore::isTaken)
        .transform(failure -> new Again());
  }

  private <T extends TenantRow> Uni<Boolean> changed(
      TenantTable<T> table, T was, Predicate<T> isSo, UnaryOperator<T> change) {
    if (isSo.test(was)) {
      return Uni.createFrom().item(false);
    }
    return store
        .update(table, was, change.apply(was))
        .invoke(
            done -> {
              if (!done) {
                throw new Again();
              }
            });
  }

  /** Another writer was faster. */
  private static final class Again extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Again() {
      super("another writer was faster", null, false, false);
    }
  }
}
