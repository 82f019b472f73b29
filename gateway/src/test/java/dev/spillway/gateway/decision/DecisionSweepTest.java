package dev.spillway.gateway.decision;

import static dev.spillway.gateway.decision.Gateway.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.policy.Database;
import dev.spillway.gateway.policy.StoresProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StoresProfile.class)
class DecisionSweepTest {
  /** Far ahead: the sweep of the gateway itself finds nothing old here. */
  private static final Instant NOW = Instant.parse("2090-01-01T00:00:00Z");

  private static final Duration RETENTION = Duration.ofDays(30);
  private static final Duration GRACE = Duration.ofHours(1);
  private static final int MANY = 1_000_000;

  @Inject Database database;
  @Inject DecisionStore store;
  @Inject LabelStore labels;

  @BeforeEach
  void nothing_is_there() {
    for (var table : List.of("decision", "label")) {
      await(
          database.transaction(
              session -> session.createNativeQuery("delete from " + table).executeUpdate()));
    }
  }

  @Test
  void decisions_go_when_they_are_old_with_their_labels() {
    var old = Rows.row("p", NOW.minus(RETENTION).minusMillis(1));
    var kept = Rows.row("p", NOW.minus(RETENTION));
    await(store.insert(List.of(old, kept)));
    label(old.requestId(), old.createdAt());
    label(kept.requestId(), kept.createdAt());
    sweep(MANY);
    assertThat(there()).containsExactly(kept.requestId());
    assertThat(labelled()).containsExactly(kept.requestId());
  }

  @Test
  void of_too_many_decisions_the_oldest_go() {
    var rows = Rows.rows("p", NOW, 10);
    await(store.insert(rows));
    sweep(10);
    assertThat(there()).hasSize(10);
    sweep(4);
    assertThat(there()).isEqualTo(rows.subList(0, 4).stream().map(DecisionRow::requestId).toList());
  }

  @Test
  void more_than_one_batch_goes_at_once() {
    await(store.insert(Rows.rows("p", NOW.minus(RETENTION), DecisionSweep.BATCH + 2)));
    sweep(MANY);
    // one is exactly as old as may be
    assertThat(there()).hasSize(1);
  }

  @Test
  void a_label_without_a_decision_goes_after_its_grace() {
    var late = Rows.newId();
    var early = Rows.newId();
    label(late, NOW.minus(GRACE).minusMillis(1));
    label(early, NOW.minus(GRACE));
    sweep(MANY);
    assertThat(labelled()).containsExactly(early);
  }

  @Test
  void while_another_gateway_deletes_this_one_leaves_it_to_that() {
    var old = Rows.row("p", NOW.minus(RETENTION).minusMillis(1));
    await(store.insert(List.of(old)));
    var held = new CompletableFuture<Void>();
    var release = new CompletableFuture<Void>();
    var holder =
        database
            .within(PATIENCE)
            .transaction(
                session ->
                    locked(session)
                        .invoke(() -> held.complete(null))
                        .chain(() -> here(Uni.createFrom().completionStage(release))))
            .subscribeAsCompletionStage();
    held.join();
    try {
      sweep(MANY);
      assertThat(there()).containsExactly(old.requestId());
    } finally {
      // Whatever was found, the other tests need the lock.
      release.complete(null);
      holder.join();
    }
    sweep(MANY);
    assertThat(there()).isEmpty();
  }

  private static Uni<?> locked(Mutiny.Session session) {
    return session
        .createNativeQuery(
            "select cast(pg_advisory_xact_lock(" + DecisionSweep.LOCK + ") as text)", String.class)
        .getSingleResult();
  }

  /** A session belongs to its context, also after a wait. */
  private static <T> Uni<T> here(Uni<T> outcome) {
    var context = Vertx.currentContext();
    return outcome.emitOn(task -> context.runOnContext(ignored -> task.run()));
  }

  private DecisionSweep sweeper(int rows) {
    return new DecisionSweep(
        database,
        Clock.fixed(NOW, ZoneOffset.UTC),
        new DecisionSweep.Limits(RETENTION, rows, GRACE));
  }

  private void sweep(int rows) {
    await(sweeper(rows).run());
  }

  private void label(String requestId, Instant at) {
    await(labels.put(requestId, new Label(LabelSource.FEEDBACK, 1, null, at)));
  }

  /**
   * What this test has made; decisions on requests of tests before it may still be on their way.
   */
  private List<String> there() {
    return await(store.page(DecisionFilter.ALL, Optional.empty(), DecisionStore.MAX_PAGE)).stream()
        .filter(row -> row.createdAt().isAfter(NOW.minus(RETENTION.multipliedBy(2))))
        .map(DecisionRow::requestId)
        .toList();
  }

  private List<String> labelled() {
    return await(
        database.transaction(
            session ->
                session
                    .createNativeQuery("select request_id from label", String.class)
                    .getResultList()));
  }

  private static <T> T await(Uni<T> outcome) {
    return outcome.await().atMost(PATIENCE);
  }
}
