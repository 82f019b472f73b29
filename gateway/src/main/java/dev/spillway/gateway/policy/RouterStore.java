package dev.spillway.gateway.policy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.policy.Policy;
import dev.spillway.router.routing.CascadeRouter;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Learned routers in PostgreSQL. What was written under a name stays: a router can be deleted, but
 * its name cannot be used again, so that every gateway may keep what it loaded.
 */
public final class RouterStore {
  /** Each takes a few megabytes in every gateway that uses it. */
  static final int MAX_ROUTERS = 32;

  private static final String INFO =
      "select new dev.spillway.gateway.policy.RouterRow(r.name, r.tiers, r.report, r.createdBy,"
          + " r.createdAt) from RouterModel r where r.model is not null";

  private final Database database;

  public RouterStore(Database database) {
    this.database = database;
  }

  /** The same with another limit on the time that each call may take. */
  RouterStore within(Duration limit) {
    return new RouterStore(database.within(limit));
  }

  /** All routers, by name. */
  public Uni<List<RouterInfo>> all() {
    return database.transaction(
        session ->
            session
                .createQuery(INFO + " order by r.name", RouterRow.class)
                .getResultList()
                .map(rows -> rows.stream().map(RouterRow::info).toList()));
  }

  public Uni<Optional<RouterInfo>> find(String name) {
    return database.transaction(
        session ->
            session
                .createQuery(INFO + " and r.name = :name", RouterRow.class)
                .setParameter("name", name)
                .getSingleResultOrNull()
                .map(row -> Optional.ofNullable(row).map(RouterRow::info)));
  }

  /** What a router learned, and of which tiers. */
  Uni<Optional<LearnedRouter>> router(String name) {
    return row(name)
        .map(
            found ->
                found.map(
                    row ->
                        new LearnedRouter(
                            Arrays.asList(row.tiers), CascadeRouter.read(row.present()))));
  }

  /** What a router learned, as bytes that {@link CascadeRouter#read} reads. */
  public Uni<Optional<byte[]>> model(String name) {
    return row(name).map(found -> found.map(RouterModel::present));
  }

  private Uni<Optional<RouterModel>> row(String name) {
    return database
        .transaction(session -> session.find(RouterModel.class, name))
        .map(row -> Optional.ofNullable(row).filter(found -> found.model != null));
  }

  /**
   * Adds a router.
   *
   * @throws SpillwayException of {@link ErrorKind.Conflict} if the name is or was another's, or
   *     there are too many
   */
  public Uni<RouterInfo> add(RouterInfo info, CascadeRouter router) {
    Policy.checkName(info.name());
    return database
        .change(
            (session, entry) ->
                count(session)
                    .invoke(
                        count -> {
                          if (count >= MAX_ROUTERS) {
                            throw tooMany();
                          }
                        })
                    .chain(() -> insert(session, info, router.toBytes()))
                    .invoke(
                        rows -> {
                          if (rows == 0) {
                            throw taken(info.name());
                          }
                        })
                    .chain(
                        () ->
                            entry.write(
                                session, null, Map.of("name", info.name(), "tiers", info.tiers()))))
        .replaceWith(info);
  }

  /** Adds a router unless there is or was one of its name. */
  Uni<Void> ship(RouterInfo info, byte[] model) {
    return database.transaction(session -> insert(session, info, model)).replaceWithVoid();
  }

  private static Uni<Integer> insert(Mutiny.Session session, RouterInfo info, byte[] model) {
    return session
        .createMutationQuery(
            "insert into RouterModel (name, tiers, model, report, createdBy, createdAt)"
                + " values (:name, :tiers, :model, :report, :createdBy, :createdAt)"
                + " on conflict do nothing")
        .setParameter("name", info.name())
        .setParameter("tiers", info.tiers().toArray(String[]::new))
        .setParameter("model", model)
        .setParameter("report", info.report())
        .setParameter("createdBy", info.createdBy())
        .setParameter("createdAt", info.createdAt())
        .executeUpdate();
  }

  /**
   * Deletes a router.
   *
   * @throws SpillwayException of {@link ErrorKind.NotFound}, or {@link ErrorKind.Conflict} if a
   *     policy goes by it
   */
  public Uni<Void> delete(String name) {
    return database.change(
        (session, entry) ->
            users(session, name)
                .invoke(
                    users -> {
                      if (!users.isEmpty()) {
                        throw new SpillwayException(
                            new ErrorKind.Conflict(
                                "name",
                                "policy '%s' goes by this router".formatted(users.getFirst())));
                      }
                    })
                .chain(
                    () ->
                        session
                            .createMutationQuery(
                                "update RouterModel r set r.model = null where r.name = :name"
                                    + " and r.model is not null")
                            .setParameter("name", name)
                            .executeUpdate())
                .invoke(
                    rows -> {
                      if (rows == 0) {
                        throw missing(name);
                      }
                    })
                .chain(() -> entry.write(session, Map.of("name", name), null)));
  }

  private static Uni<Long> count(Mutiny.Session session) {
    return session
        .createQuery("select count(*) from RouterModel r where r.model is not null", Long.class)
        .getSingleResult();
  }

  /** Policies whose latest version goes by the router. */
  private static Uni<List<String>> users(Mutiny.Session session, String router) {
    return session
        .createQuery(
            "select v.name from PolicyVersion v where v.router = :router and v.version ="
                + " (select max(w.version) from PolicyVersion w where w.name = v.name)",
            String.class)
        .setParameter("router", router)
        .getResultList();
  }

  private static SpillwayException missing(String name) {
    return new SpillwayException(
        new ErrorKind.NotFound("there is no router '%s'".formatted(PolicyChange.shortened(name))));
  }

  private static SpillwayException tooMany() {
    return new SpillwayException(
        new ErrorKind.Conflict(
            "name", "there may be at most %d routers; delete one first".formatted(MAX_ROUTERS)));
  }

  private static SpillwayException taken(String name) {
    return new SpillwayException(
        new ErrorKind.Conflict(
            "name", "there is or was a router '%s'; choose another name".formatted(name)));
  }
}
