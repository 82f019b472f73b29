package dev.spillway.gateway.file;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.audit.AuditChanges;
import dev.spillway.gateway.audit.Deed;
import dev.spillway.gateway.policy.ChangeLog;
import dev.spillway.gateway.policy.Database;
import dev.spillway.gateway.policy.Overtaken;
import dev.spillway.gateway.policy.PolicyChanged;
import dev.spillway.gateway.policy.StatedPolicies;
import dev.spillway.gateway.tenancy.StatedTenants;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Makes policies and tenants of the database what a file says, in one transaction: all of it, with
 * the rows of the audit log that tell of it, or nothing.
 *
 * <p>Gateways that have the same file come one after the other, by an advisory lock that ends with
 * the transaction; who comes second finds that nothing differs, and writes nothing. If one vanishes
 * in the midst PostgreSQL ends its transaction after {@link #SILENCE}. What has been overtaken in
 * the file since it was read is not written: a gateway that starts or waits while the file changes
 * does not undo what others have taken from it. A single writer, such as the admin API, does not
 * take the lock; where both change one row at once the whole is done anew.
 */
@Singleton
class FileTransaction {
  /** Any number that no other lock has. */
  static final long LOCK = 0x5350_5746_494c_4531L;

  private static final String SILENCE = "10s";

  /** For a thousand policies and tenants, and to wait for another gateway. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final int MAX_ATTEMPTS = 20;

  /** So much of a content's digest tells it from others. */
  private static final int DIGITS = 32;

  /** Who made versions of policies, in their history. */
  private static final String BY = "spillway.yaml";

  private final Database database;
  private final StatedPolicies policies;
  private final StatedTenants tenants;
  private final AuditChanges log;
  private final WatchedFile watched;
  private final Vertx vertx;

  @Inject
  FileTransaction(
      Database database,
      StatedPolicies policies,
      StatedTenants tenants,
      AuditChanges log,
      WatchedFile watched,
      Vertx vertx) {
    this.database = database.within(LIMIT);
    this.policies = policies;
    this.tenants = tenants;
    this.log = log;
    this.watched = watched;
    this.vertx = vertx;
  }

  /**
   * What was written, or found to be so.
   *
   * @param tenants whether any of them differed
   */
  record Written(List<PolicyChanged> policies, boolean tenants) {
    Written {
      policies = List.copyOf(policies);
    }
  }

  /** The database has something that what the file says cannot stand beside. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Problem problem;

    Refused(Problem problem) {
      super(problem.message());
      this.problem = problem;
    }

    Problem problem() {
      return problem;
    }
  }

  /** The file says something else by now. */
  static final class Outdated extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /**
   * Commits what the file says. Fails with {@link Refused} if it cannot be, however often it is
   * tried, and with {@link Outdated} if that is not what it says any more.
   *
   * @param before whose tiers are in force, to tell how they change
   * @param tiers the names of those that there will be
   */
  Uni<Written> write(SpillwayFile before, SpillwayFile file, Set<String> tiers) {
    return database
        .transaction(
            session ->
                alone(session)
                    .chain(() -> standing(file))
                    .chain(() -> tiers(session, before, file))
                    .chain(() -> policies(session, file, tiers))
                    .chain(
                        changed ->
                            tenants(session, file).map(differed -> new Written(changed, differed))))
        .onFailure(Overtaken.class)
        .retry()
        .atMost(MAX_ATTEMPTS);
  }

  /** Serves what was written, and tells the other gateways. */
  void learn(Written written) {
    policies.learn(written.policies());
    if (written.tenants()) {
      tenants.changed();
    }
  }

  private static Uni<Void> alone(Mutiny.Session session) {
    return session
        .createNativeQuery(
            "select set_config('idle_in_transaction_session_timeout', '" + SILENCE + "', true)",
            String.class)
        .getSingleResult()
        .chain(
            () ->
                session
                    .createNativeQuery(
                        "select cast(pg_advisory_xact_lock(" + LOCK + ") as text)", String.class)
                    .getSingleResult())
        .replaceWithVoid();
  }

  /** Looked at with the lock in hand: what another gateway writes comes after. */
  private Uni<Void> standing(SpillwayFile file) {
    return Uni.createFrom()
        .completionStage(
            () ->
                vertx.executeBlocking(() -> watched.hasOvertaken(file), false).toCompletionStage())
        .invoke(
            overtaken -> {
              if (overtaken) {
                throw new Outdated();
              }
            })
        .replaceWithVoid();
  }

  /** Tiers are not in the database, but that they change is written down there. */
  private Uni<Void> tiers(Mutiny.Session session, SpillwayFile before, SpillwayFile file) {
    var names = new TreeSet<>(before.tiers().keySet());
    names.addAll(file.tiers().keySet());
    names.removeIf(name -> Objects.equals(before.tiers().get(name), file.tiers().get(name)));
    return each(
            names,
            name -> {
              var was = before.tiers().get(name);
              var is = file.tiers().get(name);
              return log.once(deed(file, "tiers/" + name))
                  .write(
                      session,
                      was == null ? null : TierFields.of(was),
                      is == null ? null : TierFields.of(is));
            })
        .replaceWithVoid();
  }

  private Uni<List<PolicyChanged>> policies(
      Mutiny.Session session, SpillwayFile file, Set<String> tiers) {
    return each(
        file.policies(),
        each -> {
          var policy = each.policy();
          return policies.state(
              session, entry(file, "policies/" + policy.name()), policy, tiers, BY);
        });
  }

  private Uni<Boolean> tenants(Mutiny.Session session, SpillwayFile file) {
    return each(file.organisations(), organisation -> tenants(session, file, organisation))
        .map(differed -> differed.contains(true));
  }

  private Uni<Boolean> tenants(
      Mutiny.Session session, SpillwayFile file, GivenOrganisation organisation) {
    return tenants
        .organisation(
            session,
            entry(file, "organisations/" + organisation.id()),
            organisation.id(),
            organisation.name(),
            organisation.limits())
        .chain(
            differed ->
                each(
                        organisation.projects(),
                        project -> project(session, file, organisation, project))
                    .map(projects -> differed || projects.contains(true)));
  }

  private Uni<Boolean> project(
      Mutiny.Session session,
      SpillwayFile file,
      GivenOrganisation organisation,
      GivenProject project) {
    return tenants
        .project(
            session,
            entry(file, "projects/" + project.id()),
            project.id(),
            organisation.id(),
            project.name(),
            project.models().orElse(null),
            project.limits())
        .onFailure(FileTransaction::isConflict)
        .transform(
            conflict ->
                new Refused(
                    file.problem(
                        project.line(),
                        "tenants." + organisation.key() + ".projects." + project.key(),
                        SpillwayException.kindOf(conflict).message())));
  }

  private static boolean isConflict(Throwable failure) {
    return failure instanceof SpillwayException known && known.kind() instanceof ErrorKind.Conflict;
  }

  private ChangeLog.Entry entry(SpillwayFile file, String thing) {
    return log.of(deed(file, thing));
  }

  private static Deed deed(SpillwayFile file, String thing) {
    var name = Path.of(file.name()).getFileName();
    return Deed.ofFile(
        String.valueOf(name), file.sha256().substring(0, DIGITS), "/admin/v1/" + thing);
  }

  /** One after the other, as a session wants it. */
  private static <T, R> Uni<List<R>> each(Iterable<T> things, Function<T, Uni<R>> work) {
    return Multi.createFrom()
        .iterable(things)
        .onItem()
        .transformToUniAndConcatenate(work::apply)
        .collect()
        .asList();
  }
}
