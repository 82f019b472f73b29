package dev.spillway.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.fair.Priority;
import dev.spillway.router.placement.Job;
import dev.spillway.router.placement.Prefix;
import dev.spillway.testkit.StubWorker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LineTest {
  /** 64 tokens each to read and to write. */
  private static final Job JOB = new Job(Prefix.of(), 1, 1);

  private static final Duration LONG = Duration.ofMinutes(10);

  private long now;

  /** Seats in the order in which they were given, by tenant. */
  private final Deque<String> served = new ArrayDeque<>();

  private final Deque<Seat> seats = new ArrayDeque<>();

  private static TestPool workers(int places, LongSupplier nanoTime, int most) {
    var worker = new StubWorker("a", "m");
    worker.places(places);
    return new TestPool(List.of(worker), nanoTime, most);
  }

  private TestPool workers(int places) {
    return workers(places, () -> now, 100);
  }

  private static Line.Standing standing(String tenant) {
    return new Line.Standing(Priority.NORMAL, tenant, 1);
  }

  private Line.Entry join(WorkerPool pool, String tenant, Duration left) {
    return pool.line("m")
        .join(
            JOB,
            standing(tenant),
            Set.of(),
            left,
            seat -> {
              served.add(tenant);
              seat.ifPresent(seats::add);
            });
  }

  private Turn waits(WorkerPool pool, String tenant) {
    return ((Line.Entry.Waits) join(pool, tenant, LONG)).turn();
  }

  private static Seat take(WorkerPool pool) {
    return pool.take("m", Set.of(), JOB).orElseThrow();
  }

  /** Uses a place for so long. */
  private void use(Seat seat, Duration took) {
    now += took.toNanos();
    seat.used(new Usage(64, 0, 64));
    seat.succeeded();
    seat.leave();
  }

  @Test
  void a_place_that_is_free_is_taken_and_given_on_when_it_is_left() {
    var pool = workers(1).pool();
    var first = take(pool);
    assertThat(pool.take("m", Set.of(), JOB)).isEmpty();
    waits(pool, "t");
    assertThat(served).isEmpty();
    first.leave();
    first.leave();
    assertThat(seats).hasSize(1);
    seats.remove().leave();
    take(pool).leave();
  }

  @Test
  void nobody_overtakes_those_who_wait() {
    var workers = workers(2);
    var pool = workers.pool();
    var held = List.of(take(pool), take(pool));
    var first = waits(pool, "first");
    waits(pool, "second");
    held.getFirst().leave();
    assertThat(served).containsExactly("first");
    // A place for the one, and none for a newcomer.
    assertThat(pool.take("m", Set.of(), JOB)).isEmpty();
    first.leave();
    held.getLast().leave();
    assertThat(served).containsExactly("first", "second");
    assertThat(workers.inFlight()).isEqualTo(2);
  }

  @Test
  void a_flood_of_one_tenant_does_not_hold_another_up() {
    var pool = workers(1).pool();
    var running = take(pool);
    for (int i = 0; i < 90; i++) {
      waits(pool, "flood");
    }
    for (int i = 0; i < 3; i++) {
      waits(pool, "few");
    }
    running.leave();
    for (int i = 0; i < 8; i++) {
      seats.remove().leave();
    }
    assertThat(served.stream().limit(7).filter("few"::equals).count()).isEqualTo(3);
  }

  @Test
  void a_tenant_whose_answers_are_longer_than_predicted_has_fewer_of_them() {
    var pool = workers(1).pool();
    var running = take(pool);
    for (int i = 0; i < 10; i++) {
      waits(pool, "long");
      waits(pool, "short");
    }
    running.leave();
    for (int i = 0; i < 9; i++) {
      var seat = seats.remove();
      seat.used(new Usage(64, 0, served.getLast().equals("long") ? 640 : 64));
      seat.leave();
    }
    assertThat(served.stream().filter("long"::equals).count()).isLessThanOrEqualTo(3);
  }

  @Test
  void who_has_left_is_given_nothing() {
    var workers = workers(1);
    var pool = workers.pool();
    var running = take(pool);
    var turn = waits(pool, "gone");
    turn.leave();
    turn.leave();
    running.leave();
    assertThat(served).isEmpty();
    assertThat(workers.inFlight()).isZero();
  }

  @Test
  void who_waits_for_nobody_any_more_is_told() {
    var workers = workers(1);
    take(workers.pool());
    waits(workers.pool(), "t");
    workers.silent(0);
    workers.pool().look();
    assertThat(served).containsExactly("t");
    assertThat(seats).isEmpty();
    assertThat(workers.pool().line("m").isEmpty()).isTrue();
  }

  @Test
  void a_place_that_another_gateway_left_is_found_by_the_next_look() {
    var worker = new StubWorker("a", "m");
    worker.places(4);
    worker.others(4);
    var workers = new TestPool(List.of(worker), () -> now, 100);
    workers.probe();
    take(workers.pool());
    waits(workers.pool(), "t");
    assertThat(served).isEmpty();
    worker.others(0);
    workers.probe();
    assertThat(served).containsExactly("t");
  }

  @Test
  void a_worker_that_already_failed_is_not_what_is_waited_for() {
    var pool = new TestPool(List.of(placed("a"), placed("b")), () -> now, 100).pool();
    var one = take(pool);
    var other = take(pool);
    pool.line("m")
        .join(
            JOB,
            standing("picky"),
            Set.of(one.incarnation()),
            LONG,
            seat -> served.add("picky at " + seat.orElseThrow().worker()));
    waits(pool, "any");
    one.leave();
    assertThat(served).containsExactly("any");
    var worker = other.worker();
    other.leave();
    assertThat(served).containsExactly("any", "picky at " + worker);
  }

  private static StubWorker placed(String id) {
    var worker = new StubWorker(id, "m");
    worker.places(1);
    return worker;
  }

  @Test
  void a_worker_in_doubt_is_not_taken_because_the_others_are_full() {
    var pool = workers(1).pool();
    var seat = take(pool);
    assertThat(pool.serves("m", Set.of())).isTrue();
    assertThat(pool.hasPlace("m", Set.of())).isFalse();
    seat.leave();
    assertThat(pool.hasPlace("m", Set.of())).isTrue();
  }

  private static ErrorKind refusal(Line.Entry entry) {
    return ((Line.Entry.Refused) entry).kind();
  }

  /** Law: every queue has a limit. */
  @Test
  void a_line_that_is_full_refuses_and_says_when_those_who_wait_will_be_served() {
    var pool = workers(1, () -> now, 2).pool();
    for (int i = 0; i < 20; i++) {
      use(take(pool), Duration.ofSeconds(3));
    }
    take(pool);
    waits(pool, "t");
    waits(pool, "t");
    var kind = refusal(join(pool, "other", LONG));
    assertThat(kind).isInstanceOf(ErrorKind.Overloaded.class);
    assertThat(kind.status()).isEqualTo(429);
    // Another tenant's turn comes after one of those, and after who is served now.
    assertThat(kind.retryAfter().orElseThrow()).isEqualTo(Duration.ofSeconds(6));
    assertThat(refusal(join(pool, "t", LONG)).retryAfter().orElseThrow())
        .isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void no_line_at_all_refuses_whoever_finds_no_place() {
    var pool = workers(1, () -> now, 0).pool();
    take(pool).leave();
    take(pool);
    assertThat(refusal(join(pool, "t", LONG)).code()).isEqualTo("overloaded");
  }

  @Test
  void what_would_be_answered_too_late_is_refused_at_once_and_told_when_it_would_not_be() {
    var pool = workers(1).pool();
    for (int i = 0; i < 20; i++) {
      use(take(pool), Duration.ofSeconds(3));
    }
    take(pool);
    // One being served, one before, its own: nine seconds.
    waits(pool, "t");
    var kind = refusal(join(pool, "t", Duration.ofSeconds(7)));
    assertThat(kind.code()).isEqualTo("overloaded");
    assertThat(kind.retryAfter().orElseThrow()).isEqualTo(Duration.ofSeconds(2));
    assertThat(join(pool, "t", Duration.ofMillis(9_100))).isInstanceOf(Line.Entry.Waits.class);
  }

  @Test
  void what_could_not_be_in_time_even_at_once_is_hopeless() {
    var pool = workers(1).pool();
    assertThat(pool.line("m").hopeless(JOB, Duration.ofMillis(1))).isEmpty();
    for (int i = 0; i < 20; i++) {
      use(take(pool), Duration.ofSeconds(3));
    }
    var kind = pool.line("m").hopeless(JOB, Duration.ofMillis(500)).orElseThrow();
    assertThat(kind.code()).isEqualTo("deadline_infeasible");
    assertThat(kind.status()).isEqualTo(504);
    assertThat(kind.retryable()).isFalse();
    assertThat(pool.line("m").hopeless(JOB, Duration.ofSeconds(4))).isEmpty();
  }

  @Test
  void a_model_that_becomes_faster_is_found_out_by_those_who_try_all_the_same() {
    var pool = workers(1).pool();
    for (int i = 0; i < 20; i++) {
      use(take(pool), Duration.ofSeconds(60));
    }
    int refused = 0;
    for (int i = 0; i < 2_000; i++) {
      if (pool.line("m").hopeless(JOB, Duration.ofSeconds(1)).isPresent()) {
        refused++;
      } else {
        use(take(pool), Duration.ofMillis(100));
      }
    }
    assertThat(refused).isPositive().isLessThan(500);
    assertThat(pool.line("m").hopeless(JOB, Duration.ofSeconds(1))).isEmpty();
  }

  @Property(tries = 100, seed = "1")
  void no_place_is_lost_and_none_stays_free_while_somebody_waits(@ForAll long seed) {
    var random = new Random(seed);
    int places = 1 + random.nextInt(4);
    var workers = workers(places, () -> 0, 20);
    var pool = workers.pool();
    var held = new ArrayList<Seat>();
    var turns = new ArrayList<Turn>();
    for (int i = 0; i < 300; i++) {
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          var seat = pool.take("m", Set.of(), JOB);
          seat.ifPresent(held::add);
          if (seat.isEmpty()
              && pool.line("m")
                      .join(
                          JOB,
                          standing("t" + random.nextInt(3)),
                          Set.of(),
                          LONG,
                          given -> held.add(given.orElseThrow()))
                  instanceof Line.Entry.Waits waits) {
            turns.add(waits.turn());
          }
        }
        case 2 -> {
          if (!held.isEmpty()) {
            held.remove(random.nextInt(held.size())).leave();
          }
        }
        default -> {
          if (!turns.isEmpty()) {
            turns.remove(random.nextInt(turns.size())).leave();
          }
        }
      }
      assertThat(workers.inFlight()).isEqualTo(held.size()).isLessThanOrEqualTo(places);
      assertThat(pool.line("m").isEmpty() || held.size() == places).isTrue();
    }
    turns.forEach(Turn::leave);
    held.forEach(Seat::leave);
    assertThat(workers.inFlight()).isZero();
    assertThat(pool.line("m").isEmpty()).isTrue();
  }

  @Test
  void any_number_of_threads_find_no_more_places_than_there_are_and_lose_none() throws Exception {
    var workers = workers(3, System::nanoTime, 50);
    var pool = workers.pool();
    var at = new AtomicInteger();
    var most = new AtomicInteger();
    var finished = new AtomicInteger();
    var given = new ConcurrentLinkedDeque<Seat>();
    Callable<Boolean> client =
        () -> {
          for (int i = 0; i < 2_000; i++) {
            var seat = pool.take("m", Set.of(), JOB);
            if (seat.isEmpty()) {
              pool.line("m")
                  .join(
                      JOB,
                      standing(Thread.currentThread().getName()),
                      Set.of(),
                      LONG,
                      each -> given.add(each.orElseThrow()));
              seat = Optional.ofNullable(given.poll());
            }
            if (seat.isPresent()) {
              most.accumulateAndGet(at.incrementAndGet(), Math::max);
              at.decrementAndGet();
              seat.get().leave();
              finished.incrementAndGet();
            }
          }
          return true;
        };
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var done : threads.invokeAll(List.of(client, client, client, client))) {
        assertThat(done.get()).isTrue();
      }
    }
    // Those who were given a place when their thread did not look.
    for (var seat = given.poll(); seat != null; seat = given.poll()) {
      seat.leave();
    }
    assertThat(most.get()).isLessThanOrEqualTo(3);
    assertThat(finished.get()).isPositive();
    assertThat(workers.inFlight()).isZero();
    assertThat(pool.line("m").isEmpty()).isTrue();
  }
}
