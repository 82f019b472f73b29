package dev.spillway.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import dev.spillway.router.placement.Job;
import dev.spillway.router.placement.Prefix;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The way to a place at a tier, where those who are asked there fail or money is refused. */
class SeatingTest {
  private static final ErrorKind BROKEN = new ErrorKind.WorkerFailed("x");
  private static final ErrorKind SPENT =
      new ErrorKind.InsufficientQuota("spent", Duration.ofDays(1));
  private static final Duration FIRST = Retries.FIRST_WAIT;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MOMENT = Duration.ofMillis(1);

  private final StubWorker one = StubWorker.twin("a", "m0");
  private final StubWorker other = StubWorker.twin("b", "m0");
  private final StubWorker large = new StubWorker("c", "m1");
  private final Bench bench = new Bench(1, List.of(one, other));

  private void bothFail() {
    one.says(Script.failing(BROKEN));
    other.says(Script.failing(BROKEN));
  }

  private long calls() {
    return Stream.of(one, other).mapToLong(worker -> worker.calls().size()).sum();
  }

  @Test
  void where_all_have_failed_all_are_asked_again_after_some_time_and_twice_that_time() {
    bothFail();
    bench.retries.put("t0", 2);
    bench.askAndRun(true);
    assertThat(calls()).isEqualTo(2);
    bench.loop.pass(FIRST.minus(MOMENT));
    assertThat(calls()).isEqualTo(2);
    bench.loop.pass(MOMENT);
    assertThat(calls()).isEqualTo(4);
    bench.loop.pass(FIRST.multipliedBy(2).minus(MOMENT));
    assertThat(calls()).isEqualTo(4);
    assertThat(bench.answer.failure).isNull();
    bench.loop.pass(MOMENT);
    assertThat(calls()).isEqualTo(6);
    assertThat(bench.answer.failure).isEqualTo(BROKEN);
    assertThat(bench.loop.timers()).isZero();
  }

  @Test
  void whoever_looks_on_sees_when_the_time_given_begins_and_ends() {
    bothFail();
    bench.retries.put("t0", 1);
    var seen = new ArrayList<String>();
    bench.onlooker =
        new Onlooker() {
          @Override
          public Asked asks(Tier tier, String worker, boolean resumed) {
            seen.add("asks");
            return Asked.UNSEEN;
          }

          @Override
          public Runnable waits() {
            seen.add("waits");
            return () -> seen.add("goes on");
          }
        };
    bench.askAndRun(true);
    bench.loop.pass(FIRST);
    assertThat(seen).containsExactly("asks", "asks", "waits", "goes on", "asks", "asks");
  }

  @Test
  void nobody_is_asked_again_for_a_client_that_left_meanwhile() {
    bothFail();
    bench.retries.put("t0", 1);
    bench.askAndRun(true);
    bench.cancel();
    bench.loop.pass(FIRST);
    assertThat(calls()).isEqualTo(2);
    assertThat(bench.loop.timers()).isZero();
  }

  @Test
  void another_is_asked_only_as_far_as_the_tier_s_budget_of_repetitions_goes() {
    bothFail();
    bench.retries.put("t0", 0);
    for (int i = 0; i < 100; i++) {
      bench.askAgain();
    }
    var before = calls();
    for (int i = 0; i < 10; i++) {
      bench.askAgain();
    }
    assertThat(calls() - before).as("ten, and a fifth of that").isEqualTo(12);
  }

  @Test
  void the_time_in_line_ends_where_the_place_is_found() {
    one.places(1);
    var gate = new CompletableFuture<Void>();
    one.says(Script.started(10, 0).await(gate).token("x", 0.99).finish());
    var alone = new Bench(1, List.of(one));
    alone.ask(true);
    var second = alone.askAgain();
    alone.loop.pass(SECOND);
    alone.cancel();
    alone.loop.pass(SECOND);
    gate.complete(null);
    alone.loop.run();
    assertThat(second.complete).isTrue();
    assertThat(alone.trails.getLast().visits())
        .extracting(TierVisit::waited)
        .containsExactly(SECOND);
  }

  @Test
  void money_that_comes_after_the_client_left_is_not_spent() {
    var purse = new Slow();
    ask(bench, purse);
    bench.cancel();
    purse.answer(Optional.empty());
    bench.loop.run();
    assertThat(calls()).isZero();
    assertThat(bench.workers.inFlight()).isZero();
  }

  @Test
  void
      what_is_not_covered_any_more_at_the_end_of_the_line_is_covered_again_before_anybody_is_asked() {
    one.places(1);
    var alone = new Bench(1, List.of(one));
    var seat = alone.workers.pool().take("m0", Set.of(), new Job(Prefix.of(), 1, 1)).orElseThrow();
    var purse = new Slow();
    ask(alone, purse);
    purse.answer(Optional.empty());
    alone.loop.run();
    assertThat(alone.workers.isAnybodyWaiting("m0")).isTrue();
    seat.leave();
    alone.loop.run();
    assertThat(one.calls()).isEmpty();
    assertThat(alone.workers.inFlight()).isZero();
    purse.covers = true;
    purse.answer(Optional.empty());
    alone.loop.run();
    assertThat(one.calls()).hasSize(1);
    assertThat(alone.answer.complete).isTrue();
  }

  @Test
  void an_answer_that_was_given_while_money_was_wanting_may_be_better_another_time() {
    var two = new Bench(2, List.of(one, large));
    var purse = new Slow();
    ask(two, purse);
    purse.answer(Optional.of(SPENT));
    purse.answer(Optional.empty());
    two.loop.run();
    assertThat(two.answer.finished().decision().tier().name()).isEqualTo("t1");
    assertThat(two.answer.finished().decision().failed()).isEqualTo(1);
    assertThat(one.calls()).isEmpty();
  }

  private static void ask(Bench bench, Purse purse) {
    bench
        .answers()
        .answer(bench.request("r", "", Sampling.GREEDY, true), purse, bench.loop)
        .subscribe(bench.answer);
    bench.demand(Long.MAX_VALUE);
  }

  /** Covers what it is told to, when it is told to or why not. */
  private static final class Slow implements Purse {
    private boolean covers;
    private Consumer<Optional<ErrorKind>> waiting = refusal -> {};

    void answer(Optional<ErrorKind> refusal) {
      waiting.accept(refusal);
    }

    @Override
    public boolean covers(Money total) {
      return covers;
    }

    @Override
    public long affordable(Money spent, Money each) {
      return Long.MAX_VALUE;
    }

    @Override
    public void cover(Money total, Consumer<Optional<ErrorKind>> then) {
      waiting = then;
    }

    @Override
    public void paid(Tier tier, Usage usage, Money amount) {}

    @Override
    public void close() {}
  }
}
