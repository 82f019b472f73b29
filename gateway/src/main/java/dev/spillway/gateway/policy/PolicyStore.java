package dev.spillway.gateway.policy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Policies and their versions in PostgreSQL.
 *
 * <p>Writing is optimistic: read the latest version, decide, insert the next. Two writers of the
 * same version meet at the primary key; the later one starts again from what the earlier one wrote,
 * so versions are consecutive and no change is lost, whichever gateway made it.
 */
public final class PolicyStore {

  /** More than this many gateways would have to write one policy in the same instant. */
  private static final int MAX_ATTEMPTS = 100;

  /** How far back a version that is valid here is looked for. */
  private static final int HISTORY = 100;

  private final Database database;

  public PolicyStore(Database database) {
    this.database = database;
  }

  /** The same with another limit on the time that each call may take. */
  PolicyStore within(Duration limit) {
    return new PolicyStore(database.within(limit));
  }

  /** The latest version of each policy. */
  Uni<List<PolicyRevision>> current() {
    return database.transaction(
        session ->
            revisions(
                session.createQuery(
                    "from PolicyVersion v where v.version ="
                        + " (select max(w.version) from PolicyVersion w where w.name = v.name)",
                    PolicyVersion.class)));
  }

  /** Versions of one policy below a version, latest first. */
  Uni<List<PolicyRevision>> versions(String name, int before, int limit) {
    return database.transaction(session -> versions(session, name, before, limit));
  }

  Uni<Optional<PolicyRevision>> find(String name, int version) {
    return versions(name, version + 1, 1)
        .map(found -> found.stream().filter(each -> each.version() == version).findFirst());
  }

  Uni<List<PolicyRevision>> history(String name) {
    return versions(name, Integer.MAX_VALUE, HISTORY);
  }

  /**
   * Adds a version.
   *
   * @param prepare given the versions there are, gets what {@code decide} needs
   * @param decide given the versions there are, latest first, says what to write, the same latest
   *     version for nothing, or throws. May be asked again if another writer was faster
   */
  Uni<PolicyChanged> append(
      String name,
      Function<List<PolicyRevision>, Uni<Void>> prepare,
      Function<List<PolicyRevision>, PolicyRevision> decide) {
    return database
        .change((session, entry) -> append(session, entry, name, prepare, decide))
        .onFailure(Overtaken.class)
        .retry()
        .atMost(MAX_ATTEMPTS)
        .onFailure(Overtaken.class)
        .transform(
            failure ->
                new SpillwayException(
                    new ErrorKind.Conflict(
                        "version", "policy '%s' changes too fast; try again".formatted(name)),
                    failure));
  }

  /**
   * The same in a transaction of the caller's.
   *
   * @return fails with {@link Overtaken} if another writer was faster
   */
  static Uni<PolicyChanged> append(
      Mutiny.Session session,
      ChangeLog.Entry entry,
      String name,
      Function<List<PolicyRevision>, Uni<Void>> prepare,
      Function<List<PolicyRevision>, PolicyRevision> decide) {
    return versions(session, name, Integer.MAX_VALUE, HISTORY)
        .call(prepare::apply)
        .chain(
            history -> {
              var next = decide.apply(history);
              return history.contains(next)
                  ? Uni.createFrom().item(new PolicyChanged(next, false))
                  : insert(session, next)
                      .chain(() -> entry.write(session, latest(history), fields(next)))
                      .replaceWith(new PolicyChanged(next, true));
            });
  }

  private static @Nullable Object latest(List<PolicyRevision> history) {
    return history.isEmpty() ? null : fields(history.getFirst());
  }

  /** A version as the log of changes has it. */
  private static Map<String, Object> fields(PolicyRevision revision) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("name", revision.name());
    fields.put("version", revision.version());
    fields.put("tiers", revision.tiers());
    switch (revision.rule()) {
      case StoredRule.Scored scored -> {
        fields.put("scorer", scored.scorer());
        fields.put("thresholds", scored.thresholds());
        fields.put("scoring", scored.scoring());
      }
      case StoredRule.Routed routed -> {
        fields.put("router", routed.name());
        fields.put("worth_usd", routed.worthUsd());
      }
    }
    fields.put("conduct", ConductJson.object(revision.conduct()));
    revision.comment().ifPresent(comment -> fields.put("comment", comment));
    return fields;
  }

  /** Fails with {@link Overtaken} if there is such a version already. */
  private static Uni<Void> insert(Mutiny.Session session, PolicyRevision revision) {
    var row = PolicyVersion.of(revision);
    return session
        .createMutationQuery(
            "insert into PolicyVersion"
                + " (id, name, version, tiers, scorer, thresholds, scoring, router, worthUsd,"
                + " conduct, comment, createdBy, createdAt)"
                + " values (:id, :name, :version, :tiers, :scorer, :thresholds, :scoring, :router,"
                + " :worthUsd, :conduct, :comment, :createdBy, :createdAt) on conflict do nothing")
        .setParameter("id", row.id)
        .setParameter("name", row.name)
        .setParameter("version", row.version)
        .setParameter("tiers", row.tiers)
        .setParameter("scorer", row.scorer)
        .setParameter("thresholds", row.thresholds)
        .setParameter("scoring", row.scoring)
        .setParameter("router", row.router)
        .setParameter("worthUsd", row.worthUsd)
        .setParameter("conduct", row.conduct)
        .setParameter("comment", row.comment)
        .setParameter("createdBy", row.createdBy)
        .setParameter("createdAt", row.createdAt)
        .executeUpdate()
        .invoke(
            rows -> {
              if (rows == 0) {
                throw new Overtaken();
              }
            })
        .replaceWithVoid();
  }

  private static Uni<List<PolicyRevision>> versions(
      Mutiny.Session session, String name, int before, int limit) {
    return revisions(
        session
            .createQuery(
                "from PolicyVersion v where v.name = :name and v.version < :before"
                    + " order by v.version desc",
                PolicyVersion.class)
            .setParameter("name", name)
            .setParameter("before", before)
            .setMaxResults(limit));
  }

  private static Uni<List<PolicyRevision>> revisions(Mutiny.SelectionQuery<PolicyVersion> query) {
    return query
        .setReadOnly(true)
        .getResultList()
        .map(rows -> rows.stream().map(PolicyVersion::revision).toList());
  }
}
