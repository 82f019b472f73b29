package dev.spillway.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.router.policy.Conduct;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.score.TokenScorer;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is asked beside requests, to learn what other tiers would have replied. */
class AsidesTest {
  private static final Script SURE = Script.answer(0.99, "Par", "is");
  private static final Script UNSURE =
      Script.started(10, 0).token("x", 0.1).token("y", 0.9).finish();

  private final StubWorker small = new StubWorker("a", "m0");
  private final StubWorker large = new StubWorker("b", "m1");
  private final Bench bench = new Bench(2, List.of(small, large));

  @Test
  void an_accepted_answer_is_compared_with_the_last_tier_after_the_client_has_it() {
    var gate = new CompletableFuture<Void>();
    small.says(SURE);
    large.says(Script.started(10, 0).await(gate).token("Paris", 0.9).finish());
    bench.conduct = new Conduct(0, 0.6);
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("Paris");
    assertThat(bench.answer.complete).isTrue();
    assertThat(bench.trails).isEmpty();
    gate.complete(null);
    bench.loop.run();

    var trail = bench.trails.getFirst();
    assertThat(trail.propensity()).isEqualTo(0.6);
    assertThat(trail.visits()).extracting(visit -> visit.tier().name()).containsExactly("t0");
    assertThat(trail.asides()).extracting(TierVisit::text).containsExactly("Paris");
    assertThat(trail.receipt().cost()).isEqualTo(trail.visits().getFirst().cost());
    assertThat(bench.answer.finished().receipt()).isEqualTo(trail.receipt());
    assertThat(count("done")).isEqualTo(1);
    assertThat(bench.meters.counter("spillway.aside.cost.usd", "policy", "p").count())
        .isEqualTo(trail.asides().getFirst().cost().usd().doubleValue());
  }

  @Test
  void what_was_not_drawn_has_its_propensity_and_nothing_beside_it() {
    small.says(SURE);
    bench.conduct = new Conduct(0.1, 0.2);
    bench.askAndRun(false);
    assertThat(bench.trails.getFirst().asides()).isEmpty();
    assertThat(bench.trails.getFirst().propensity()).isEqualTo(1 - 0.9 * 0.8);
    assertThat(bench.trails.getFirst().drawn()).isFalse();
    assertThat(large.calls()).isEmpty();
  }

  @Test
  void a_reply_that_was_cut_is_asked_for_again_in_whole_by_exploring_and_not_by_shadowing() {
    small.says(UNSURE);
    large.says(SURE);
    bench.dice = 0;
    bench.conduct = new Conduct(0, 1);
    bench.askAndRun(true);
    assertThat(bench.trails.getFirst().propensity()).isZero();
    assertThat(bench.trails.getFirst().asides()).isEmpty();

    bench.conduct = new Conduct(0.3, 0);
    bench.askAgain();
    var explored = bench.trails.getLast();
    assertThat(explored.propensity()).isEqualTo(0.3);
    assertThat(explored.visits().getFirst().isWhole()).isFalse();
    assertThat(explored.asides()).extracting(TierVisit::text).containsExactly("xy");
    assertThat(explored.reply(bench.tiers.getFirst())).contains(explored.asides().getFirst());
  }

  @Test
  void a_request_that_all_tiers_replied_to_is_known_for_certain() {
    small.says(Script.started(10, 0).token("x", 0.1).finish());
    var mean =
        new Bench(
            2,
            List.of(small, large),
            new Rule.Thresholds(TokenScorer.MEAN_PROBABILITY, List.of(0.8)));
    mean.askAndRun(true);
    assertThat(mean.trails.getFirst().propensity()).isEqualTo(1);
  }

  @Test
  void a_single_tier_tells_nothing_of_a_cascade() {
    var single = new Bench(1, List.of(small));
    single.conduct = new Conduct(1, 1);
    single.askAndRun(true);
    assertThat(single.trails.getFirst().propensity()).isZero();
  }

  @Test
  void while_there_is_no_room_it_is_dropped_and_counted() {
    bench.dice = 0;
    bench.conduct = new Conduct(0, 1);
    small.says(SURE);
    large.says(Script.started(10, 0).await(new CompletableFuture<>()));
    bench.askAndRun(true);
    bench.askAgain();
    assertThat(count("dropped")).isEqualTo(1);
    assertThat(bench.trails.getFirst().asides()).isEmpty();
    assertThat(bench.trails.getFirst().propensity()).isEqualTo(1);
    assertThat(bench.trails.getFirst().drawn()).isTrue();
  }

  @Test
  void a_tier_that_fails_beside_a_request_costs_its_knowledge_and_nothing_else() {
    bench.dice = 0;
    bench.conduct = new Conduct(1, 0);
    small.says(SURE);
    large.says(Script.started(10, 0).fail(new ErrorKind.WorkerFailed("x")));
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("Paris");
    assertThat(bench.trails.getFirst().asides()).isEmpty();
    assertThat(count("failed")).isEqualTo(1);
    large.says(SURE);
    bench.askAgain();
    assertThat(bench.trails.getLast().asides()).hasSize(1);
  }

  @Test
  void what_is_asked_beside_requests_is_no_request_in_the_savings() {
    bench.dice = 0;
    bench.conduct = new Conduct(1, 0);
    small.says(SURE);
    large.says(SURE);
    bench.askAndRun(true);
    assertThat(bench.meters.find("spillway.cost.if.largest.usd").counters()).hasSize(1);
  }

  private double count(String outcome) {
    return bench.meters.counter("spillway.asides", "policy", "p", "outcome", outcome).count();
  }
}
