package dev.spillway.gateway.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.cascade.VirtualLoop;
import dev.spillway.gateway.decision.DecisionMeters.Loss;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class DecisionQueueTest {
  private static final Duration GATHER = Duration.ofMillis(250);
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int BATCH = 4;
  private static final int ROWS = 10;

  private final VirtualLoop loop = new VirtualLoop();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  /** Batches that the database was given, and how to answer those that it has not answered. */
  private final List<List<DecisionRow>> batches = new ArrayList<>();

  private final Deque<UniEmitter<? super Void>> unanswered = new ArrayDeque<>();

  private final DecisionQueue queue =
      new DecisionQueue(
          loop,
          rows -> {
            batches.add(rows);
            return Uni.createFrom().<Void>emitter(emitter -> unanswered.add(emitter));
          },
          new DecisionQueue.Limits(ROWS, 100, BATCH, 50, GATHER),
          new DecisionMeters(registry));

  @Test
  void rows_gather_for_a_while_and_are_written_together() {
    var rows = add(3);
    loop.pass(GATHER.minusMillis(1));
    assertThat(batches).isEmpty();
    loop.pass(Duration.ofMillis(1));
    assertThat(batches).containsExactly(rows);
    answer();
    assertThat(written()).isEqualTo(3);
    assertThat(loop.timers()).isZero();
  }

  @Test
  void a_full_batch_does_not_wait() {
    var rows = add(BATCH);
    loop.run();
    assertThat(batches).containsExactly(rows);
  }

  @Test
  void one_batch_is_written_at_a_time_and_a_full_one_follows_at_once() {
    var rows = add(2 * BATCH + 1);
    loop.run();
    assertThat(batches).containsExactly(rows.subList(0, BATCH));
    loop.pass(GATHER);
    assertThat(batches).hasSize(1);
    answer();
    assertThat(batches.getLast()).isEqualTo(rows.subList(BATCH, 2 * BATCH));
    answer();
    assertThat(batches).hasSize(2);
    loop.pass(GATHER);
    assertThat(batches.getLast()).isEqualTo(rows.subList(2 * BATCH, 2 * BATCH + 1));
  }

  @Test
  void what_comes_while_the_queue_is_full_is_dropped_and_counted() {
    var rows = add(BATCH);
    loop.run();
    rows.addAll(add(ROWS - BATCH));
    add(3);
    assertThat(dropped(Loss.FULL)).isEqualTo(3);
    assertThat(queue.held()).isEqualTo(ROWS);
    assertThat(registry.get("spillway.decisions.waiting").gauge().value()).isEqualTo(ROWS);
    answerAll();
    assertThat(all()).isEqualTo(rows);
    assertThat(written()).isEqualTo(ROWS);
    assertThat(queue.held()).isZero();
  }

  @Test
  void text_is_bounded_too_in_the_queue_and_in_a_batch() {
    var text = "x".repeat(20);
    for (int i = 0; i < 3; i++) {
      queue.add(Rows.row("p", Instant.EPOCH, text));
    }
    assertThat(dropped(Loss.FULL)).as("2 x 40 characters fit, 3 do not").isEqualTo(1);
    queue.add(Rows.row("p", Instant.EPOCH));
    loop.pass(GATHER);
    assertThat(batches).extracting(List::size).containsExactly(1);
    answer();
    loop.pass(GATHER);
    assertThat(batches).extracting(List::size).containsExactly(1, 2);
    queue.add(Rows.row("p", Instant.EPOCH, text));
    assertThat(dropped(Loss.FULL)).as("the first was written").isEqualTo(1);
  }

  @Test
  void outages_do_not_widen_the_bound() {
    add(ROWS);
    loop.run();
    for (int i = 0; i < 5; i++) {
      fail(away());
      add(ROWS);
      loop.pass(DecisionQueue.REST_LIMIT);
      assertThat(queue.held()).isEqualTo(ROWS);
    }
  }

  @Test
  void a_batch_that_met_an_outage_is_written_again_first_after_pauses_that_grow() {
    var rows = add(2);
    loop.pass(GATHER);
    for (var pause = GATHER.multipliedBy(2);
        pause.compareTo(DecisionQueue.REST_LIMIT) < 0;
        pause = pause.multipliedBy(2)) {
      fail(away());
      var before = batches.size();
      loop.pass(pause.minusMillis(1));
      assertThat(batches).hasSize(before);
      loop.pass(Duration.ofMillis(1));
      assertThat(batches).hasSize(before + 1);
    }
    for (int i = 0; i < 3; i++) {
      fail(away());
      loop.pass(DecisionQueue.REST_LIMIT);
    }
    assertThat(batches).allMatch(rows::equals);
    assertThat(dropped(Loss.FULL) + dropped(Loss.REFUSED)).isZero();
    answer();
    assertThat(written()).isEqualTo(2);
    // The next outage begins with a short pause again.
    add(1);
    loop.pass(GATHER);
    fail(away());
    var before = batches.size();
    loop.pass(GATHER.multipliedBy(2));
    assertThat(batches).hasSize(before + 1);
  }

  @Test
  void a_full_batch_does_not_shorten_the_pause_of_an_outage() {
    add(1);
    loop.pass(GATHER);
    fail(away());
    add(BATCH);
    loop.run();
    assertThat(batches).hasSize(1);
    loop.pass(GATHER.multipliedBy(2));
    assertThat(batches).hasSize(2);
  }

  @Test
  void rows_that_the_database_would_not_have_are_dropped_and_do_not_block_others() {
    add(BATCH);
    loop.run();
    var others = add(1);
    fail(new IllegalStateException("refused"));
    assertThat(dropped(Loss.REFUSED)).isEqualTo(BATCH);
    loop.pass(GATHER);
    assertThat(batches.getLast()).isEqualTo(others);
  }

  @Test
  void at_the_end_all_that_waits_is_written_at_once() {
    var rows = add(BATCH + 2);
    var stopped = queue.stop(LIMIT).toCompletableFuture();
    loop.run();
    assertThat(stopped).isNotDone();
    answerAll();
    assertThat(stopped).isDone();
    assertThat(all()).isEqualTo(rows);
    add(1);
    assertThat(dropped(Loss.STOPPED)).isEqualTo(1);
  }

  @Test
  void the_end_waits_for_an_absent_database_no_longer_than_its_limit() {
    add(BATCH + 2);
    var stopped = queue.stop(LIMIT).toCompletableFuture();
    loop.pass(LIMIT.minusMillis(1));
    assertThat(stopped).isNotDone();
    loop.pass(Duration.ofMillis(1));
    assertThat(stopped).isDone();
    assertThat(dropped(Loss.STOPPED)).isEqualTo(2);
  }

  @Test
  void the_end_does_not_wait_for_a_database_that_said_it_is_away() {
    add(BATCH + 2);
    var stopped = queue.stop(LIMIT).toCompletableFuture();
    loop.run();
    fail(away());
    assertThat(stopped).isDone();
    assertThat(dropped(Loss.STOPPED)).isEqualTo(BATCH + 2);
  }

  @Test
  void the_end_within_a_pause_tries_once_more() {
    var rows = add(2);
    loop.pass(GATHER);
    fail(away());
    var stopped = queue.stop(LIMIT).toCompletableFuture();
    loop.run();
    assertThat(batches).containsExactly(rows, rows);
    answer();
    assertThat(stopped).isDone();
    assertThat(written()).isEqualTo(2);
  }

  private List<DecisionRow> add(int count) {
    var rows = new ArrayList<>(Rows.rows("p", Instant.EPOCH, count));
    rows.forEach(queue::add);
    return rows;
  }

  private void answer() {
    unanswered.remove().complete(null);
    loop.run();
  }

  private void answerAll() {
    while (!unanswered.isEmpty()) {
      answer();
      loop.pass(GATHER);
    }
  }

  private void fail(Throwable failure) {
    unanswered.remove().fail(failure);
    loop.run();
  }

  private static Throwable away() {
    return new SpillwayException(new ErrorKind.StoreUnavailable("away"));
  }

  private List<DecisionRow> all() {
    return batches.stream().flatMap(List::stream).toList();
  }

  private double written() {
    return registry.get("spillway.decisions.written").counter().count();
  }

  private double dropped(Loss loss) {
    return registry
        .get("spillway.decisions.dropped")
        .tag("reason", loss.name().toLowerCase(Locale.ROOT))
        .counter()
        .count();
  }
}
