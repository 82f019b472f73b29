package dev.spillway.gateway.learning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.policy.Database;
import dev.spillway.router.drift.Drift;
import dev.spillway.router.drift.Observation;
import dev.spillway.router.drift.Promise;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * What all gateways know of how policies keep their promises, in PostgreSQL: one row for each
 * policy, of its latest version that anybody saw something of.
 */
final class DriftStore {
  private static final String FIRST =
      """
      insert into policy_drift (policy, version, revision, memory)
      values (:policy, :version, 0, :memory)
      on conflict do nothing
      """;

  /** Others who add wait here. */
  private static final String HOLD =
      """
      select cast(row_to_json(r) as text) from (
        select policy, version, revision, memory from policy_drift where policy = :policy
        for update) r
      """;

  private static final String PUT =
      """
      update policy_drift set version = :version, revision = :revision, memory = :memory
      where policy = :policy
      """;

  private static final String ALL =
      """
      select cast(row_to_json(r) as text) from (
        select policy, version, revision, memory from policy_drift) r
      """;

  private final Database database;
  private final ObjectMapper json;

  /**
   * What all know of one version of a policy.
   *
   * @param revision grows with each addition
   */
  record Known(String policy, int version, long revision, Drift.Memory memory) {}

  /**
   * What became of an addition.
   *
   * @param alarm whether a figure left its band, or came back
   */
  record Added(Known known, boolean alarm) {}

  @RegisterForReflection(
      classNames = {
        "dev.spillway.router.drift.Drift$Memory",
        "dev.spillway.router.drift.BandWatch$Memory",
        "dev.spillway.router.drift.Recent$Memory"
      })
  private record Row(String policy, int version, long revision, String memory) {}

  DriftStore(Database database, ObjectMapper json) {
    this.database = database;
    this.json = json;
  }

  /**
   * Adds what one gateway saw to what all know. Empty if there is a later version of the policy, of
   * which this says nothing.
   */
  Uni<Optional<Added>> add(String policy, int version, Promise promise, List<Observation> seen) {
    return database.transaction(
        session ->
            session
                .createNativeQuery(FIRST)
                .setParameter("policy", policy)
                .setParameter("version", version)
                .setParameter("memory", write(new Drift(promise).memory()))
                .executeUpdate()
                .chain(
                    first ->
                        session
                            .createNativeQuery(HOLD, String.class)
                            .setParameter("policy", policy)
                            .getSingleResult())
                .map(this::read)
                .chain(
                    known ->
                        known.version() > version
                            ? Uni.createFrom().item(Optional.empty())
                            : put(session, after(known, version, promise, seen))
                                .map(Optional::of)));
  }

  /** Of all policies; there are as many rows as policies that ever promised something. */
  Uni<List<Known>> all() {
    return database
        .transaction(session -> session.createNativeQuery(ALL, String.class).getResultList())
        .map(rows -> rows.stream().map(this::read).toList());
  }

  private static Added after(Known known, int version, Promise promise, List<Observation> seen) {
    var drift =
        known.version() == version ? new Drift(promise, known.memory()) : new Drift(promise);
    var before = drift.outside();
    seen.forEach(drift::observe);
    return new Added(
        new Known(known.policy(), version, known.revision() + 1, drift.memory()),
        !drift.outside().equals(before));
  }

  private Uni<Added> put(Mutiny.Session session, Added added) {
    var known = added.known();
    return session
        .createNativeQuery(PUT)
        .setParameter("policy", known.policy())
        .setParameter("version", known.version())
        .setParameter("revision", known.revision())
        .setParameter("memory", write(known.memory()))
        .executeUpdate()
        .replaceWith(added);
  }

  private String write(Drift.Memory memory) {
    try {
      return json.writeValueAsString(memory);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what is known of a promise cannot be written as JSON", e);
    }
  }

  private Known read(String text) {
    try {
      var row = json.readValue(text, Row.class);
      return new Known(
          row.policy(),
          row.version(),
          row.revision(),
          json.readValue(row.memory(), Drift.Memory.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what is known of a promise cannot be read", e);
    }
  }
}
