package dev.spillway.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.ModelInfo;
import dev.spillway.router.placement.Job;
import dev.spillway.router.placement.Placement;
import dev.spillway.router.placement.PlacementRule;
import dev.spillway.router.placement.Prefix;
import dev.spillway.testkit.StubWorker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of requests at an endpoint of an engine, and of the endpoint for it. */
class EndpointSeatTest {
  private static final Job JOB = new Job(Prefix.of(), 1, 1);
  private static final ErrorKind BROKEN = new ErrorKind.WorkerFailed("x");
  private static final ErrorKind MISTAKE = new ErrorKind.ContextTooLong(2, 1);

  private long now;

  private final WorkerPool pool =
      TestPool.of(
          List.of(
              new WorkerSlot(
                  "endpoint",
                  new StubWorker("e", "m"),
                  new ModelInfo("m", 1_000, "f"),
                  1,
                  2,
                  new Breaker(() -> now, () -> 0.5))),
          new Placement(PlacementRule.COST, 16, 16, 1 << 16, 1));

  private Optional<Seat> take() {
    return pool.take("m", Set.of(), JOB);
  }

  private void fail(ErrorKind kind, int times) {
    for (int i = 0; i < times; i++) {
      var seat = take().orElseThrow();
      seat.failed(kind);
      seat.leave();
    }
  }

  @Test
  void it_rests_after_failures_in_a_row_and_one_request_tries_then() {
    fail(BROKEN, Breaker.FAILURES);
    assertThat(take()).isEmpty();
    now += Breaker.REST.toNanos();
    var trial = take().orElseThrow();
    assertThat(take()).isEmpty();
    trial.succeeded();
    trial.leave();
    assertThat(take()).isPresent();
    assertThat(take()).isPresent();
  }

  @Test
  void a_trial_whose_client_went_away_lets_another_one_try() {
    fail(BROKEN, Breaker.FAILURES);
    now += Breaker.REST.toNanos();
    var trial = take().orElseThrow();
    assertThat(take()).isEmpty();
    trial.leave();
    assertThat(take()).isPresent();
    assertThat(take()).isEmpty();
  }

  @Test
  void who_finds_a_mistake_of_the_caller_is_well() {
    fail(MISTAKE, 2 * Breaker.FAILURES);
    fail(BROKEN, Breaker.FAILURES - 1);
    fail(MISTAKE, 1);
    fail(BROKEN, Breaker.FAILURES - 1);
    assertThat(take()).isPresent();
  }

  @Test
  void a_mistake_of_the_gateway_does_not_count_against_it() {
    fail(new ErrorKind.Internal("x"), 2 * Breaker.FAILURES);
    assertThat(take()).isPresent();
  }

  @Test
  void it_is_left_alone_for_as_long_as_it_says() {
    fail(new ErrorKind.Overloaded("x", Duration.ofSeconds(2)), 1);
    assertThat(take()).isEmpty();
    assertThat(pool.absence("m").retryAfter()).contains(Duration.ofSeconds(2));
    now += Duration.ofSeconds(2).toNanos();
    assertThat(take()).isPresent();
  }

  @Test
  void a_seat_that_is_left_twice_is_one_place() {
    var first = take().orElseThrow();
    var second = take().orElseThrow();
    assertThat(take()).isEmpty();
    first.leave();
    first.leave();
    assertThat(take()).isPresent();
    assertThat(take()).isEmpty();
    second.leave();
    assertThat(take()).isPresent();
  }
}
