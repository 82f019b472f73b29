package dev.spillway.gateway.admin;

import dev.spillway.gateway.policy.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Makes the admin key at the first start of the first gateway on a database.
 *
 * <p>The insert of the only possible row decides who makes it: other gateways that start at the
 * same time wait for that transaction and then find its key. The file is written inside the
 * transaction. A gateway that dies before the commit leaves a file that opens nothing and that the
 * next start replaces; one that dies after it has left the key in the file. Either way nobody is
 * locked out.
 */
final class AdminKeyMaker {
  private static final int RANDOM_BYTES = 32;
  private static final String PREFIX = "spw-admin-";

  private final Vertx vertx;
  private final Database database;
  private final AdminKeyConsole console;
  private final Clock clock;
  private final Optional<Path> file;

  /**
   * @param file where a new key is written
   */
  AdminKeyMaker(
      Vertx vertx, Database database, AdminKeyConsole console, Clock clock, Optional<Path> file) {
    this.vertx = vertx;
    this.database = database;
    this.console = console;
    this.clock = clock;
    this.file = file;
  }

  /** The key of this database, which only the call that made it shows. */
  Uni<KeyHash> findOrMake() {
    return find().chain(found -> found.map(Uni.createFrom()::item).orElseGet(this::make));
  }

  private Uni<KeyHash> make() {
    var key = newKey();
    var hash = KeyHash.of(key);
    return database
        .transaction(session -> insert(session, hash).call(won -> won ? write(key) : nothing()))
        .chain(
            won -> {
              if (won) {
                console.show(key, file);
                return Uni.createFrom().item(hash);
              }
              return find().map(Optional::orElseThrow);
            });
  }

  private Uni<Optional<KeyHash>> find() {
    return database.transaction(
        session ->
            session
                .find(AdminKeyRow.class, AdminKeyRow.ID)
                .map(row -> Optional.ofNullable(row).map(found -> KeyHash.stored(found.sha256))));
  }

  /** Whether there was no row yet. */
  private Uni<Boolean> insert(Mutiny.Session session, KeyHash hash) {
    return session
        .createMutationQuery(
            "insert into AdminKeyRow (id, sha256, createdAt) values (:id, :sha256, :createdAt)"
                + " on conflict do nothing")
        .setParameter("id", AdminKeyRow.ID)
        .setParameter("sha256", hash.bytes())
        .setParameter("createdAt", clock.instant())
        .executeUpdate()
        .map(rows -> rows == 1);
  }

  private Uni<Void> write(String key) {
    return file.map(
            path ->
                Uni.createFrom()
                    .completionStage(
                        () ->
                            vertx
                                .<Void>executeBlocking(
                                    () -> {
                                      AdminKeyFile.write(path, key);
                                      return null;
                                    })
                                .toCompletionStage()))
        .orElseGet(AdminKeyMaker::nothing);
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }

  private static String newKey() {
    var random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }
}
