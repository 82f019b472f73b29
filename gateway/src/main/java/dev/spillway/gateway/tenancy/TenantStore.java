package dev.spillway.gateway.tenancy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.policy.ChangeLog;
import dev.spillway.gateway.policy.Database;
import io.smallrye.mutiny.Uni;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Organisations, projects and keys in PostgreSQL. Rows go there and come back as JSON: {@link
 * TenantTable} and the records are the only places that name columns. A change says which version
 * it changes, so of two that change the same one the later is refused.
 */
final class TenantStore {

  /** SQLSTATE of a reference that would lead nowhere. */
  private static final String FOREIGN_KEY = "23503";

  /** SQLSTATE of a key that another row has. */
  private static final String UNIQUE = "23505";

  private static final String KEY_CHAIN =
      """
      select cast(json_build_object('key', row_to_json(k), 'project', row_to_json(p),
        'organisation', row_to_json(o)) as text)
      from api_key k join project p on p.id = k.project_id
        join organisation o on o.id = p.organisation_id
      where k.id = :id
      """;

  private final Database database;
  private final ObjectMapper json;

  TenantStore(Database database, ObjectMapper json) {
    this.database = database;
    this.json = json;
  }

  /** The same with another limit on the time that each call may take. */
  TenantStore within(Duration limit) {
    return new TenantStore(database.within(limit), json);
  }

  <T extends TenantRow> Uni<Optional<T>> find(TenantTable<T> table, String id) {
    return database.transaction(session -> find(session, table, id));
  }

  <T extends TenantRow> Uni<Optional<T>> find(
      Mutiny.Session session, TenantTable<T> table, String id) {
    return one(session, table.find(), id, table.type());
  }

  /** A key with what it belongs to. */
  Uni<Optional<KeyChain>> keyChain(String keyId) {
    return database.transaction(session -> one(session, KEY_CHAIN, keyId, KeyChain.class));
  }

  /**
   * A page of rows.
   *
   * @param parent of this one alone; absent: of all
   * @param after those with greater ids; empty: from the first
   */
  <T extends TenantRow> Uni<List<T>> page(
      TenantTable<T> table, Optional<String> parent, String after, int limit) {
    return database
        .transaction(
            session -> {
              var query =
                  session
                      .createNativeQuery(table.page(), String.class)
                      .setParameter("after", after)
                      .setParameter("limit", (long) limit);
              if (table.parent().isPresent()) {
                query.setParameter("parent", parent.orElse(""));
              }
              return query.getResultList();
            })
        .map(rows -> rows.stream().map(row -> read(row, table.type())).toList());
  }

  /**
   * Adds a row.
   *
   * @return fails with {@link ErrorKind.InvalidValue} if what it belongs to is not there
   */
  <T extends TenantRow> Uni<T> insert(TenantTable<T> table, T row) {
    return database.change((session, entry) -> insert(session, entry, table, row));
  }

  /** The same in a transaction of the caller's, which is over if it fails. */
  <T extends TenantRow> Uni<T> insert(
      Mutiny.Session session, ChangeLog.Entry entry, TenantTable<T> table, T row) {
    return session
        .createNativeQuery(table.insert())
        .setParameter("row", write(row))
        .executeUpdate()
        .onFailure(TenantStore::leadsNowhere)
        .transform(
            failure -> {
              var parent = table.parent().orElse("id");
              return new SpillwayException(
                  new ErrorKind.InvalidValue(parent, "there is nothing with this " + parent),
                  failure);
            })
        .chain(() -> entry.write(session, null, row))
        .replaceWith(row);
  }

  /** Puts a version in the place of the one before it; false if that is not there any more. */
  <T extends TenantRow> Uni<Boolean> update(TenantTable<T> table, T before, T next) {
    return database.change((session, entry) -> update(session, entry, table, before, next));
  }

  /** The same in a transaction of the caller's. */
  <T extends TenantRow> Uni<Boolean> update(
      Mutiny.Session session, ChangeLog.Entry entry, TenantTable<T> table, T before, T next) {
    return session
        .createNativeQuery(table.update())
        .setParameter("row", write(next))
        .setParameter("id", next.id())
        .setParameter("version", before.version())
        .executeUpdate()
        .map(rows -> rows == 1)
        .call(done -> done ? entry.write(session, before, next) : nothing());
  }

  /**
   * Deletes a version; false if it is not there any more.
   *
   * @return fails with {@link ErrorKind.Conflict} if something belongs to it
   */
  <T extends TenantRow> Uni<Boolean> delete(TenantTable<T> table, T row) {
    return database
        .change(
            (session, entry) ->
                session
                    .createNativeQuery(table.delete())
                    .setParameter("id", row.id())
                    .setParameter("version", row.version())
                    .executeUpdate()
                    .map(rows -> rows == 1)
                    .call(done -> done ? entry.write(session, row, null) : nothing()))
        .onFailure(TenantStore::leadsNowhere)
        .transform(
            failure ->
                new SpillwayException(
                    new ErrorKind.Conflict(
                        "id",
                        "%s is not empty: delete what belongs to it first".formatted(row.id())),
                    failure));
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }

  private <T> Uni<Optional<T>> one(
      Mutiny.Session session, String statement, String id, Class<T> type) {
    return session
        .createNativeQuery(statement, String.class)
        .setParameter("id", id)
        .getResultList()
        .map(rows -> rows.stream().findFirst().map(row -> read(row, type)));
  }

  /** Whether a row could not be added because there is one with its id. */
  static boolean isTaken(Throwable failure) {
    return isRefusal(failure, UNIQUE);
  }

  private static boolean leadsNowhere(Throwable failure) {
    return isRefusal(failure, FOREIGN_KEY);
  }

  private static boolean isRefusal(Throwable failure, String state) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException refused && state.equals(refused.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  private String write(Object row) {
    try {
      return json.writeValueAsString(row);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row cannot be written as JSON", e);
    }
  }

  private <T> T read(String row, Class<T> type) {
    try {
      return json.readValue(row, type);
    } catch (JsonProcessingException e) {
      // its message would repeat the row
      e.clearLocation();
      throw new IllegalStateException("a stored row cannot be read", e);
    }
  }
}
