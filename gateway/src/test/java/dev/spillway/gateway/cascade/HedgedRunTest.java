package dev.spillway.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker that says nothing for longer than nineteen of twenty do. */
class HedgedRunTest {
  private static final Duration USUAL = Duration.ofMillis(100);

  private final StubWorker one = StubWorker.twin("a", "m0");
  private final StubWorker other = StubWorker.twin("b", "m0");
  private final Bench bench = new Bench(1, List.of(one, other));
  private final CompletableFuture<Void> slow = new CompletableFuture<>();
  private final AtomicInteger asked = new AtomicInteger();

  /** So that it is known when a reply is late. */
  @BeforeEach
  void askOften() {
    for (int i = 0; i < Hedging.ENOUGH; i++) {
      bench.hedging.begun(bench.tiers.getFirst(), USUAL);
    }
  }

  /** Whoever is asked first says one thing, whoever is asked next the other. */
  private void say(Script first, Script second) {
    Stream.of(one, other)
        .forEach(worker -> worker.says(r -> asked.getAndIncrement() == 0 ? first : second));
  }

  private static Script begun() {
    return Script.started(10, 0);
  }

  @Test
  void who_is_not_late_is_asked_alone() {
    say(begun().await(slow).token("slow", 0.9).finish(FinishReason.STOP, ""), begun());
    bench.askAndRun(true);
    bench.loop.pass(USUAL.minusMillis(1));
    slow.complete(null);
    bench.loop.run();
    bench.loop.pass(USUAL);
    assertThat(bench.answer.text()).isEqualTo("slow");
    assertThat(asked).hasValue(1);
    assertThat(bench.loop.timers()).isZero();
  }

  @Test
  void where_the_first_is_late_the_second_answers_and_both_are_paid_for() throws Exception {
    say(begun().await(slow).token("slow", 0.9), Script.answer(0.9, "quick"));
    bench.askAndRun(true);
    bench.loop.pass(USUAL);
    assertThat(bench.answer.text()).isEqualTo("quick");
    var answer = bench.answer.finished();
    var price = bench.tiers.getFirst().price();
    assertThat(answer.receipt().cost())
        .isEqualTo(price.of(answer.usage()).plus(price.of(new Usage(10, 0, 0))));
    assertThat(Stream.of(one, other).flatMap(worker -> worker.calls().stream()))
        .hasSize(2)
        .anyMatch(call -> call.cancelled().isDone());
    assertThat(bench.workers.inFlight()).isZero();
    assertThat(bench.meters.counter("spillway.hedges", "tier", "t0", "outcome", "won").count())
        .isEqualTo(1);
  }

  @Test
  void the_first_may_still_be_first() {
    say(
        begun().await(slow).token("slow", 0.9).finish(FinishReason.STOP, ""),
        begun().await(new CompletableFuture<>()));
    bench.askAndRun(true);
    bench.loop.pass(USUAL);
    slow.complete(null);
    bench.loop.run();
    assertThat(bench.answer.text()).isEqualTo("slow");
    var answer = bench.answer.finished();
    var price = bench.tiers.getFirst().price();
    assertThat(answer.receipt().cost())
        .as("what the second one has read is paid for, too")
        .isEqualTo(price.of(answer.usage()).plus(price.of(new Usage(10, 0, 0))));
    assertThat(bench.workers.inFlight()).isZero();
    assertThat(bench.meters.counter("spillway.hedges", "tier", "t0", "outcome", "lost").count())
        .isEqualTo(1);
  }

  @Test
  void where_one_of_two_fails_the_other_answers() {
    say(
        begun().await(slow).fail(new ErrorKind.WorkerFailed("x")),
        begun().await(slow).token("other", 0.9).finish(FinishReason.STOP, ""));
    bench.askAndRun(true);
    bench.loop.pass(USUAL);
    slow.complete(null);
    bench.loop.run();
    assertThat(bench.answer.text()).isEqualTo("other");
    assertThat(bench.workers.inFlight()).isZero();
  }

  @Test
  void where_the_first_fails_while_the_second_says_nothing_yet_that_one_goes_on() {
    var later = new CompletableFuture<Void>();
    say(
        begun().await(slow).fail(new ErrorKind.WorkerFailed("x")),
        begun().await(later).token("other", 0.9).finish(FinishReason.STOP, ""));
    bench.askAndRun(true);
    bench.loop.pass(USUAL);
    slow.complete(null);
    bench.loop.run();
    assertThat(bench.answer.failure).isNull();
    later.complete(null);
    bench.loop.run();
    assertThat(bench.answer.text()).isEqualTo("other");
    assertThat(asked).as("nobody was asked a third time").hasValue(2);
    assertThat(bench.workers.inFlight()).isZero();
  }

  @Test
  void a_second_one_is_asked_only_if_it_can_be_paid_for() {
    say(begun().await(slow).token("slow", 0.9).finish(FinishReason.STOP, ""), begun());
    var purse = new SlowPurse();
    askWith(purse);
    bench.loop.pass(USUAL);
    purse.answer(Optional.of(new ErrorKind.InsufficientQuota("spent", USUAL)));
    slow.complete(null);
    bench.loop.run();
    assertThat(bench.answer.text()).isEqualTo("slow");
    assertThat(asked).hasValue(1);
  }

  @Test
  void a_second_one_is_not_asked_when_the_first_spoke_before_the_money_was_there() {
    say(begun().await(slow).token("slow", 0.9).await(new CompletableFuture<>()), begun());
    var purse = new SlowPurse();
    askWith(purse);
    bench.loop.pass(USUAL);
    slow.complete(null);
    bench.loop.run();
    purse.answer(Optional.empty());
    assertThat(bench.answer.text()).isEqualTo("slow");
    assertThat(asked).hasValue(1);
    bench.cancel();
    assertThat(bench.workers.inFlight()).isZero();
  }

  private void askWith(Purse purse) {
    bench
        .answers()
        .answer(bench.request("r", "", Sampling.GREEDY, true), purse, bench.loop)
        .subscribe(bench.answer);
    bench.demand(Long.MAX_VALUE);
  }

  /** Covers what is asked for first, and is slow with what is asked for then. */
  private static final class SlowPurse implements Purse {
    private Money covered = Money.ZERO;
    private Consumer<Optional<ErrorKind>> waiting = refusal -> {};

    void answer(Optional<ErrorKind> refusal) {
      waiting.accept(refusal);
    }

    @Override
    public boolean covers(Money total) {
      return total.compareTo(covered) <= 0;
    }

    @Override
    public long affordable(Money spent, Money each) {
      return Long.MAX_VALUE;
    }

    @Override
    public void cover(Money total, Consumer<Optional<ErrorKind>> then) {
      if (covered.equals(Money.ZERO)) {
        covered = total;
        then.accept(Optional.empty());
      } else {
        waiting = then;
      }
    }

    @Override
    public void paid(Tier tier, Usage usage, Money amount) {}

    @Override
    public void close() {}
  }

  @Test
  void where_both_fail_the_request_fails_once() {
    say(
        begun().await(slow).fail(new ErrorKind.WorkerFailed("x")),
        begun().await(slow).fail(new ErrorKind.WorkerFailed("y")));
    bench.askAndRun(true);
    bench.loop.pass(USUAL);
    slow.complete(null);
    bench.loop.run();
    assertThat(bench.answer.failure).isNotNull();
    assertThat(bench.workers.inFlight()).isZero();
  }

  @Test
  void a_client_that_goes_away_cancels_both() {
    say(begun().await(slow), begun().await(slow));
    bench.askAndRun(true);
    bench.loop.pass(USUAL);
    assertThat(asked).hasValue(2);
    bench.cancel();
    assertThat(Stream.of(one, other).flatMap(worker -> worker.calls().stream()))
        .allMatch(call -> call.cancelled().isDone());
    assertThat(bench.workers.inFlight()).isZero();
    assertThat(bench.loop.timers()).isZero();
  }
}
