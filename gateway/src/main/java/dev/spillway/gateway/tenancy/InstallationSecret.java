package dev.spillway.gateway.tenancy;

import dev.spillway.gateway.policy.Database;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The secret that the gateways on one database share. The insert of its only row decides whose it
 * is: others that start at the same time wait for that transaction and then find its secret.
 */
final class InstallationSecret {
  private static final String NAME = "cache";
  private static final int BYTES = 32;

  private final Database database;
  private final Clock clock;
  private final RandomGenerator random;

  /**
   * @param random must not be predictable
   */
  InstallationSecret(Database database, Clock clock, RandomGenerator random) {
    this.database = database;
    this.clock = clock;
    this.random = random;
  }

  /** The same for all who ask, made for the first. */
  Uni<byte[]> findOrMake() {
    return database.transaction(
        session ->
            find(session)
                .chain(found -> found.map(Uni.createFrom()::item).orElseGet(() -> make(session))));
  }

  private Uni<byte[]> make(Mutiny.Session session) {
    return insert(session).chain(() -> find(session)).map(Optional::orElseThrow);
  }

  private static Uni<Optional<byte[]>> find(Mutiny.Session session) {
    return session
        .find(InstallationSecretRow.class, NAME)
        .map(row -> Optional.ofNullable(row).map(found -> found.secret));
  }

  private Uni<Integer> insert(Mutiny.Session session) {
    var made = new byte[BYTES];
    random.nextBytes(made);
    return session
        .createMutationQuery(
            "insert into InstallationSecretRow (name, secret, createdAt)"
                + " values (:name, :secret, :createdAt) on conflict do nothing")
        .setParameter("name", NAME)
        .setParameter("secret", made)
        .setParameter("createdAt", clock.instant())
        .executeUpdate();
  }
}
