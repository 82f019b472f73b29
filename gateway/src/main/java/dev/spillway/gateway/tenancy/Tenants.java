package dev.spillway.gateway.tenancy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.config.Given;
import dev.spillway.gateway.policy.Overtaken;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes, changes and deletes organisations, projects and keys. Each change is one version more; of
 * two that are made at once both happen, one after the other, unless the caller named the version
 * that it changes. All gateways are told. Nothing here works without the database, and fails with
 * {@link ErrorKind.StoreUnavailable} then.
 */
public final class Tenants {

  /** More than this many would have to change one row in the same instant. */
  private static final int MAX_ATTEMPTS = 20;

  private static final Set<String> KEPT = Set.of(Organisation.DEFAULT, Project.DEFAULT);

  private final TenantStore store;
  private final Keys keys;
  private final Given given;
  private final Clock clock;
  private final RandomGenerator random;

  /** A key with its secret, which nobody can ask for again. */
  public record Issued(ApiKey key, KeySecret secret) {}

  /**
   * @param given what is changed elsewhere, and refused with {@link ErrorKind.GivenByFile} here
   * @param random must not be predictable
   */
  Tenants(TenantStore store, Keys keys, Given given, Clock clock, RandomGenerator random) {
    this.store = store;
    this.keys = keys;
    this.given = given;
    this.clock = clock;
    this.random = random;
  }

  public Uni<Organisation> createOrganisation(String name, Limits limits) {
    return store.insert(
        TenantTable.ORGANISATIONS,
        new Organisation("org_" + Ids.random(random), name, limits, 1, now()));
  }

  public Uni<Project> createProject(
      String organisationId, String name, @Nullable List<String> models, Limits limits) {
    return store.insert(
        TenantTable.PROJECTS,
        new Project("proj_" + Ids.random(random), organisationId, name, models, limits, 1, now()));
  }

  public Uni<Issued> createKey(
      String projectId,
      String name,
      @Nullable List<String> models,
      Limits limits,
      @Nullable Instant expiresAt) {
    var secret = KeySecret.make(random);
    return store
        .insert(
            TenantTable.KEYS, ApiKey.of(secret, projectId, name, models, limits, expiresAt, now()))
        .map(key -> new Issued(key, secret));
  }

  public Uni<Organisation> organisation(String id) {
    return require(TenantTable.ORGANISATIONS, id);
  }

  public Uni<Project> project(String id) {
    return require(TenantTable.PROJECTS, id);
  }

  public Uni<ApiKey> key(String id) {
    return require(TenantTable.KEYS, id);
  }

  public Uni<List<Organisation>> organisations(String after, int limit) {
    return store.page(TenantTable.ORGANISATIONS, Optional.empty(), after, limit);
  }

  public Uni<List<Project>> projects(Optional<String> organisationId, String after, int limit) {
    return store.page(TenantTable.PROJECTS, organisationId, after, limit);
  }

  public Uni<List<ApiKey>> keys(Optional<String> projectId, String after, int limit) {
    return store.page(TenantTable.KEYS, projectId, after, limit);
  }

  /**
   * @param precondition on the version that there is
   * @param change may be asked again if another writer was faster
   */
  public Uni<Organisation> changeOrganisation(
      String id,
      IntPredicate precondition,
      BiFunction<Organisation, Instant, Organisation> change) {
    return change(TenantTable.ORGANISATIONS, id, precondition, change);
  }

  public Uni<Project> changeProject(
      String id, IntPredicate precondition, BiFunction<Project, Instant, Project> change) {
    return change(TenantTable.PROJECTS, id, precondition, change);
  }

  public Uni<ApiKey> changeKey(
      String id, IntPredicate precondition, BiFunction<ApiKey, Instant, ApiKey> change) {
    return change(TenantTable.KEYS, id, precondition, change);
  }

  /**
   * Gives a key another secret.
   *
   * @param overlapSeconds for so long the one before opens too
   */
  public Uni<Issued> rotateKey(String id, IntPredicate precondition, long overlapSeconds) {
    return key(id)
        .chain(
            found -> {
              var secret = KeySecret.again(found.id(), random);
              return changeKey(
                      id,
                      precondition,
                      (key, now) -> {
                        if (key.revokedAt() != null) {
                          throw new SpillwayException(
                              new ErrorKind.Conflict("id", "the key is revoked; make another"));
                        }
                        return key.rotated(secret, now, now.plusSeconds(overlapSeconds));
                      })
                  .map(key -> new Issued(key, secret));
            });
  }

  /** Opens nothing from now on. */
  public Uni<ApiKey> revokeKey(String id, IntPredicate precondition) {
    return changeKey(id, precondition, ApiKey::revoked);
  }

  public Uni<Void> deleteOrganisation(String id, IntPredicate precondition) {
    return delete(TenantTable.ORGANISATIONS, id, precondition);
  }

  public Uni<Void> deleteProject(String id, IntPredicate precondition) {
    return delete(TenantTable.PROJECTS, id, precondition);
  }

  public Uni<Void> deleteKey(String id, IntPredicate precondition) {
    return delete(TenantTable.KEYS, id, precondition);
  }

  private <T extends TenantRow> Uni<T> change(
      TenantTable<T> table,
      String id,
      IntPredicate precondition,
      BiFunction<T, Instant, T> change) {
    return Uni.createFrom()
        .deferred(() -> required(table, id, precondition))
        .chain(
            row -> {
              var next = change.apply(row, now());
              return store.update(table, row, next).map(done -> checked(done, next));
            })
        .onFailure(Overtaken.class)
        .retry()
        .atMost(MAX_ATTEMPTS)
        .onFailure(Overtaken.class)
        .transform(Tenants::tooFast)
        .invoke(keys::changed);
  }

  private <T extends TenantRow> Uni<Void> delete(
      TenantTable<T> table, String id, IntPredicate precondition) {
    if (KEPT.contains(id)) {
      return Uni.createFrom()
          .failure(
              new SpillwayException(
                  new ErrorKind.Conflict(
                      "id", id + " stays: requests without a key of their own are its own")));
    }
    return Uni.createFrom()
        .deferred(() -> required(table, id, precondition))
        .chain(row -> store.delete(table, row).map(done -> checked(done, row)))
        .onFailure(Overtaken.class)
        .retry()
        .atMost(MAX_ATTEMPTS)
        .onFailure(Overtaken.class)
        .transform(Tenants::tooFast)
        .invoke(keys::changed)
        .replaceWithVoid();
  }

  private <T extends TenantRow> Uni<T> required(
      TenantTable<T> table, String id, IntPredicate precondition) {
    given.refuse(id);
    return require(table, id)
        .invoke(
            row -> {
              if (!precondition.test(row.version())) {
                throw new SpillwayException(
                    new ErrorKind.PreconditionFailed(
                        "If-Match",
                        "%s is at version %d; read it again".formatted(id, row.version())));
              }
            });
  }

  private <T extends TenantRow> Uni<T> require(TenantTable<T> table, String id) {
    return store
        .find(table, id)
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new SpillwayException(
                            new ErrorKind.NotFound("there is nothing with this id"))));
  }

  private static <T> T checked(boolean done, T row) {
    if (!done) {
      throw new Overtaken();
    }
    return row;
  }

  private static Throwable tooFast(Throwable failure) {
    return new SpillwayException(
        new ErrorKind.Conflict("version", "it changes too fast; try again"), failure);
  }

  /** As a database keeps it. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
