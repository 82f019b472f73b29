package dev.spillway.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.testkit.Await;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RepeatedTest {
  private static final String FAILED = "Things cannot be done";

  private final Vertx vertx = Vertx.vertx();
  private final Deque<UniEmitter<? super Void>> running = new ArrayDeque<>();
  private int turns;
  private final Repeated work =
      new Repeated(
          vertx,
          Duration.ofDays(1),
          FAILED,
          () ->
              Uni.createFrom()
                  .emitter(
                      emitter -> {
                        turns++;
                        running.add(emitter);
                      }));

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void never_two_at_a_time() {
    work.turn();
    work.turn();
    assertThat(turns).isEqualTo(1);
    running.remove().complete(null);
    work.turn();
    assertThat(turns).isEqualTo(2);
  }

  @Test
  void a_failure_is_told_and_the_next_turn_still_comes() {
    try (var log = RecordedLog.of(Repeated.class)) {
      work.turn();
      running.remove().fail(new IllegalStateException("broken"));
      assertThat(log.lines(FAILED)).singleElement().asString().contains("broken");
      work.turn();
      assertThat(turns).isEqualTo(2);
    }
  }

  @Test
  void work_that_cannot_even_begin_is_told_and_tried_again() {
    var times = new AtomicInteger();
    var broken =
        new Repeated(
            vertx,
            Duration.ofDays(1),
            FAILED,
            () -> {
              times.incrementAndGet();
              throw new IllegalStateException("broken");
            });
    try (var log = RecordedLog.of(Repeated.class)) {
      broken.turn();
      broken.turn();
      assertThat(log.lines(FAILED)).hasSize(2);
    }
    assertThat(times).hasValue(2);
  }

  @Test
  void an_outage_is_told_by_others() {
    try (var log = RecordedLog.of(Repeated.class)) {
      work.turn();
      running
          .remove()
          .fail(new SpillwayException(new ErrorKind.StoreUnavailable("the database is away")));
      assertThat(log.lines("")).isEmpty();
    }
    work.turn();
    assertThat(turns).isEqualTo(2);
  }

  @Test
  void turns_come_by_themselves_until_it_is_stopped() {
    var times = new AtomicInteger();
    var often =
        new Repeated(
            vertx,
            Duration.ofMillis(1),
            FAILED,
            () -> Uni.createFrom().item(times.incrementAndGet()).replaceWithVoid());
    often.start();
    Await.until(() -> times.get() >= 3);
    often.stop();
    // timers of one loop come in their order: one that was not cancelled would have come by then
    var later = new CompletableFuture<Void>();
    int before = times.get();
    vertx.setTimer(20, tick -> later.complete(null));
    later.join();
    assertThat(times.get() - before).isLessThanOrEqualTo(1);
  }

  @Test
  void nothing_begins_after_the_end() {
    work.start();
    work.stop();
    work.turn();
    assertThat(turns).isZero();
  }
}
