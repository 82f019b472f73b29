package dev.spillway.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.router.policy.Conduct;
import dev.spillway.router.policy.Judging;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Answers that are judged behind their clients' backs. */
class VerdictsTest {
  private final StubWorker small = new StubWorker("a", "m0");
  private final StubWorker large = new StubWorker("b", "m1");
  private final StubWorker judge = new StubWorker("c", "other");
  private final Bench bench = new Bench(2, List.of(small, large, judge));

  VerdictsTest() {
    small.says(Script.answer(0.99, "Par", "is"));
    bench.conduct = Conduct.PLAIN.with(new Judging(0.6, "other"));
  }

  @Test
  void the_client_has_its_answer_before_the_judge_and_pays_nothing_for_it() {
    var gate = new CompletableFuture<Void>();
    judge.says(Script.started(10, 0).await(gate).token("Yes", 0.75).finish());
    bench.askAndRun(true);
    assertThat(bench.answer.complete).isTrue();
    assertThat(bench.trails).isEmpty();
    gate.complete(null);
    bench.loop.run();

    var trail = bench.trails.getFirst();
    assertThat(trail.verdict().propensity()).isEqualTo(0.6);
    assertThat(trail.verdict().drawn()).isTrue();
    var opinion = trail.verdict().opinion().orElseThrow();
    assertThat(opinion.score().orElseThrow()).isCloseTo(0.75, within(1e-6));
    assertThat(trail.receipt().cost()).isEqualTo(trail.visits().getFirst().cost());
    assertThat(count("done")).isEqualTo(1);
    assertThat(bench.meters.counter("spillway.verdict.cost.usd", "policy", "p").count())
        .isEqualTo(opinion.cost().usd().doubleValue());
  }

  @Test
  void what_was_not_drawn_has_its_propensity_and_no_verdict() {
    bench.dice = 0.7;
    bench.askAndRun(true);
    var verdict = bench.trails.getFirst().verdict();
    assertThat(verdict.propensity()).isEqualTo(0.6);
    assertThat(verdict.drawn()).isFalse();
    assertThat(judge.calls()).isEmpty();
  }

  @Test
  void what_there_is_no_room_for_is_dropped_counted_and_kept_as_drawn() {
    judge.says(Script.started(10, 0).await(new CompletableFuture<>()));
    bench.askAndRun(true);
    bench.askAgain();
    var trail = bench.trails.getFirst();
    assertThat(trail.verdict().drawn()).isTrue();
    assertThat(trail.verdict().opinion()).isEmpty();
    assertThat(count("dropped")).isEqualTo(1);
    assertThat(judge.calls()).hasSize(1);
  }

  @Test
  void a_judge_that_fails_or_says_nonsense_leaves_no_label_and_makes_room() {
    judge.says(Script.failing(new ErrorKind.WorkerFailed("x")));
    bench.askAndRun(true);
    judge.says(Script.answer(0.9, "Maybe"));
    bench.askAgain();
    judge.says(Script.answer(0.9, "No"));
    bench.askAgain();
    assertThat(bench.trails)
        .extracting(trail -> trail.verdict().opinion().orElseThrow().score().isPresent())
        .containsExactly(false, false, true);
    assertThat(count("unreadable")).isEqualTo(1);
  }

  @Test
  void a_verdict_and_what_other_tiers_say_are_told_together() {
    judge.says(Script.answer(0.9, "Yes"));
    large.says(Script.answer(0.9, "Paris"));
    bench.conduct = new Conduct(0, 0.6).with(new Judging(0.6, "other"));
    bench.askAndRun(true);
    var trail = bench.trails.getFirst();
    assertThat(bench.trails).hasSize(1);
    assertThat(trail.asides()).hasSize(1);
    assertThat(trail.verdict().opinion()).isPresent();
  }

  private double count(String outcome) {
    return bench.meters.counter("spillway.verdicts", "policy", "p", "outcome", outcome).count();
  }
}
