package dev.spillway.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.router.fair.Priority;
import dev.spillway.router.placement.Job;
import dev.spillway.router.placement.Prefix;
import dev.spillway.testkit.StubWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Workers that have places, and no memory for all who could have them. */
class WorkerMemoryTest {
  /** 128 tokens. */
  private static final Job SMALL = new Job(Prefix.of(), 1, 1);

  private static final Job LARGE = new Job(Prefix.of(), 2, 2);

  private final List<String> served = new ArrayList<>();

  private static StubWorker worker(String id, long memory) {
    var worker = new StubWorker(id, "m");
    worker.places(8);
    worker.memory(memory);
    return worker;
  }

  private Turn waits(WorkerPool pool, Job job, String who) {
    var standing = new Line.Standing(Priority.NORMAL, "t", 1);
    var entry =
        pool.line("m")
            .join(job, standing, Set.of(), Duration.ofMinutes(1), seat -> served.add(who));
    return ((Line.Entry.Waits) entry).turn();
  }

  private static Seat take(WorkerPool pool, Job job, String... except) {
    return pool.take("m", Set.of(except), job).orElseThrow();
  }

  @Test
  void who_waits_for_memory_is_not_overtaken_by_whom_it_would_be_enough_for() {
    var pool = new TestPool(List.of(worker("a", LARGE.tokens()))).pool();
    var running = take(pool, SMALL);
    assertThat(pool.take("m", Set.of(), LARGE)).isEmpty();
    assertThat(pool.hasPlace("m", Set.of())).isTrue();
    waits(pool, LARGE, "large");
    assertThat(pool.take("m", Set.of(), SMALL)).isEmpty();
    waits(pool, SMALL, "small");
    assertThat(served).isEmpty();
    running.leave();
    assertThat(served).containsExactly("large");
  }

  @Test
  void when_the_first_in_line_goes_away_its_place_is_given_to_those_behind_it() {
    var pool = new TestPool(List.of(worker("a", LARGE.tokens()))).pool();
    take(pool, SMALL);
    var first = waits(pool, LARGE, "large");
    waits(pool, SMALL, "small");
    assertThat(served).isEmpty();
    first.leave();
    assertThat(served).containsExactly("small");
  }

  @Test
  void where_the_one_that_is_preferred_has_no_memory_another_is_taken_and_nothing_is_kept() {
    var workers = new TestPool(List.of(worker("a", SMALL.tokens()), worker("b", 10_000)));
    var pool = workers.pool();
    var seats = new ArrayList<Seat>();
    seats.add(take(pool, SMALL, "worker-1#0"));
    for (int i = 0; i < 3; i++) {
      // The other is the busier one soon, and has the memory.
      var seat = take(pool, SMALL);
      assertThat(seat.worker()).isEqualTo("worker-1");
      seats.add(seat);
    }
    assertThat(workers.inFlight()).isEqualTo(seats.size());
    seats.forEach(Seat::leave);
    assertThat(workers.inFlight()).isZero();
  }
}
