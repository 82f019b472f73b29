package dev.spillway.gateway.cascade;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import dev.spillway.router.policy.Conduct;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.score.Calibration;
import dev.spillway.router.score.SecondOpinion;
import dev.spillway.router.score.SecondOpinion.Kind;
import dev.spillway.router.score.SecondOpinion.Otherwise;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs of policies whose scorer asks somebody else about a reply. */
class ConsultedRunTest {
  private final StubWorker small = new StubWorker("a", "m0");
  private final StubWorker large = new StubWorker("b", "m1");
  private final StubWorker other = new StubWorker("c", "other");

  private static SecondOpinion scorer(Kind kind, String tier, Otherwise otherwise) {
    return new SecondOpinion(
        kind, Optional.of(tier).filter(name -> !name.isEmpty()), otherwise, Calibration.NONE);
  }

  private Bench bench(SecondOpinion scorer) {
    small.says(Script.answer(0.99, "4"));
    large.says(Script.answer(0.99, "five"));
    return new Bench(2, List.of(small, large, other), new Rule.Thresholds(scorer, List.of(0.7)));
  }

  private Bench judged(Otherwise otherwise) {
    return bench(scorer(Kind.JUDGE, "other", otherwise));
  }

  @Test
  void a_reply_that_the_judge_finds_right_is_given_and_the_judge_is_paid() {
    var bench = judged(Otherwise.ESCALATE);
    other.says(Script.answer(0.8, "Yes", "."));
    bench.askAndRun(true);

    assertThat(bench.answer.text()).isEqualTo("4");
    assertThat(large.calls()).isEmpty();
    var finished = bench.answer.finished();
    assertThat(finished.decision().confidence().orElseThrow()).isCloseTo(0.8, within(1e-6));
    assertThat(finished.usage()).isEqualTo(new Usage(10, 0, 1));
    var judge = bench.tiers.getLast().price().of(new Usage(10, 0, 2));
    var reply = bench.tiers.getFirst().price().of(new Usage(10, 0, 1));
    assertThat(finished.receipt().cost()).isEqualTo(reply.plus(judge));
    var visit = bench.trails.getFirst().visits().getFirst();
    assertThat(visit.cost()).isEqualTo(reply);
    assertThat(visit.confidence()).isEqualTo(finished.decision().confidence());
    assertThat(visit.opinion().orElseThrow().cost()).isEqualTo(judge);
    assertThat(visit.opinion().orElseThrow().score().orElseThrow()).isCloseTo(0.8, within(1e-6));
    assertThat(count(bench, "judge", "heard")).isEqualTo(1);
  }

  @Test
  void the_judge_sees_question_and_reply_quoted_and_says_few_words_greedily() throws Exception {
    var bench = judged(Otherwise.ESCALATE);
    other.says(Script.answer(0.8, "No"));
    bench.question = "2 + 2?";
    bench.askAndRun(false);

    assertThat(bench.answer.text()).isEqualTo("five");
    var asked = other.nextCall().request();
    assertThat(asked.messages().getFirst().content()).contains("| 2 + 2?\n", "| 4\n");
    assertThat(asked.sampling().greedy()).isTrue();
    assertThat(asked.sampling().maxTokens()).hasValue(4);
    var finished = bench.answer.finished();
    assertThat(finished.decision().escalations()).isEqualTo(1);
    assertThat(finished.decision().confidence().orElseThrow()).isCloseTo(0.2, within(1e-6));
  }

  @Test
  void a_second_sample_that_agrees_is_enough_and_is_drawn_otherwise() throws Exception {
    var bench = bench(scorer(Kind.AGREEMENT, "", Otherwise.ESCALATE));
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("4");
    assertThat(bench.answer.finished().decision().confidence()).hasValue(1);
    assertThat(small.nextCall().request().sampling()).isEqualTo(Sampling.GREEDY);
    var again = small.nextCall().request().sampling();
    assertThat(again.greedy()).isFalse();
    assertThat(again.seed()).hasValue(1);
    var one = bench.tiers.getFirst().price().of(new Usage(10, 0, 1));
    assertThat(bench.answer.finished().receipt().cost()).isEqualTo(one.plus(one));
  }

  @Test
  void a_second_sample_that_disagrees_escalates() {
    var bench = bench(scorer(Kind.AGREEMENT, "", Otherwise.ESCALATE));
    small.says(
        (GenerateRequest request) -> Script.answer(0.99, request.sampling().greedy() ? "4" : "5"));
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("five");
  }

  @Test
  void another_tier_is_asked_the_same() throws Exception {
    var bench = bench(scorer(Kind.AGREEMENT, "other", Otherwise.ESCALATE));
    other.says(Script.answer(0.5, "4"));
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("4");
    var asked = other.nextCall().request();
    assertThat(asked.sampling()).isEqualTo(Sampling.GREEDY);
    assertThat(asked.messages().getFirst().content()).isEqualTo("question");
  }

  /** Law: a second opinion never fails a request. */
  @ParameterizedTest
  @EnumSource(Otherwise.class)
  void whatever_becomes_of_the_judge_the_client_has_an_answer(Otherwise otherwise) {
    List<Script> bad =
        List.of(
            Script.failing(new ErrorKind.WorkerFailed("x")),
            Script.started(10, 0).token("Ye", 0.9).fail(new ErrorKind.WorkerFailed("x")),
            Script.failing(new ErrorKind.ContextTooLong(5_000, 1_024)),
            Script.failing(new ErrorKind.InvalidValue("messages", "x")),
            Script.answer(0.9, "I", " think"),
            Script.answer(0.9),
            Script.silent().end());
    for (var script : bad) {
      var bench = judged(otherwise);
      other.says(script);
      bench.askAndRun(true);
      assertFallenBack(bench, otherwise);
    }
    var nobody =
        new Bench(
            2,
            List.of(small, large),
            new Rule.Thresholds(scorer(Kind.JUDGE, "other", otherwise), List.of(0.7)));
    nobody.askAndRun(true);
    assertFallenBack(nobody, otherwise);
  }

  @ParameterizedTest
  @EnumSource(Otherwise.class)
  void a_judge_that_takes_too_long_is_paid_for_what_it_did_and_not_waited_for(Otherwise otherwise) {
    var bench = judged(otherwise);
    other.says(Script.started(10, 0).token("Y", 0.9).await(new CompletableFuture<>()));
    bench.askAndRun(true);
    assertThat(bench.answer.events).isEmpty();
    bench.loop.pass(Bench.OPINION.plus(Duration.ofMillis(1)));
    assertFallenBack(bench, otherwise);
    var opinion = bench.trails.getFirst().visits().getFirst().opinion().orElseThrow();
    assertThat(opinion.error()).hasValue("deadline_exceeded");
    assertThat(opinion.usage()).isEqualTo(new Usage(10, 0, 1));
    var visits = bench.trails.getFirst().visits();
    assertThat(bench.answer.finished().receipt().cost())
        .isEqualTo(visits.stream().map(TierVisit::total).reduce(Money.ZERO, Money::plus));
  }

  private static void assertFallenBack(Bench bench, Otherwise otherwise) {
    assertThat(bench.answer.complete).isTrue();
    assertThat(bench.answer.text()).isEqualTo(otherwise == Otherwise.ACCEPT ? "4" : "five");
    assertThat(bench.answer.finished().decision().confidence()).isEmpty();
    var opinion = bench.trails.getFirst().visits().getFirst().opinion().orElseThrow();
    assertThat(opinion.score()).isEmpty();
    assertThat(opinion.error()).isPresent();
    assertThat(bench.workers.inFlight()).isZero();
    assertThat(bench.loop.timers()).isZero();
  }

  /** Law: money is exact. */
  @Test
  void a_client_that_leaves_while_the_judge_is_asked_has_paid_for_all_that_was_done() {
    var bench = judged(Otherwise.ESCALATE);
    other.says(Script.started(10, 0).token("Y", 0.9).await(new CompletableFuture<>()));
    var purse = new Counted(new Money(Long.MAX_VALUE));
    var answer = new RecordedAnswer();
    bench
        .answers()
        .answer(bench.request("r", "", Sampling.GREEDY, true), purse, bench.loop)
        .subscribe(answer);
    bench.loop.run();
    requireNonNull(answer.subscription).cancel();
    bench.loop.run();
    assertThat(purse.closed).isTrue();
    var reply = bench.tiers.getFirst().price().of(new Usage(10, 0, 1));
    var judge = bench.tiers.getLast().price().of(new Usage(10, 0, 1));
    assertThat(purse.paid).isEqualTo(reply.plus(judge));
    assertThat(bench.workers.inFlight()).isZero();
    assertThat(bench.loop.timers()).isZero();
  }

  @Test
  void a_purse_that_does_not_cover_the_judge_leaves_the_policy_without_an_opinion() {
    var bench = judged(Otherwise.ACCEPT);
    other.says(Script.answer(0.8, "No"));
    var purse = new Counted(Money.ofUsd(new BigDecimal("0.001")));
    var answer = new RecordedAnswer();
    bench
        .answers()
        .answer(bench.request("r", "", Sampling.GREEDY, true), purse, bench.loop)
        .subscribe(answer);
    requireNonNull(answer.subscription).request(Long.MAX_VALUE);
    bench.loop.run();
    assertThat(answer.text()).isEqualTo("4");
    assertThat(other.calls()).isEmpty();
    assertThat(bench.trails.getFirst().visits().getFirst().opinion().orElseThrow().error())
        .hasValue("insufficient_quota");
  }

  @Test
  void a_tier_asked_beside_a_request_is_judged_as_it_would_have_been() {
    small.says(Script.answer(0.99, "4"));
    large.says(Script.answer(0.99, "4"));
    var last = new StubWorker("d", "m2");
    last.says(Script.answer(0.99, "4"));
    other.says(Script.answer(0.8, "Yes"));
    var bench =
        new Bench(
            3,
            List.of(small, large, last, other),
            new Rule.Thresholds(
                scorer(Kind.JUDGE, "other", Otherwise.ESCALATE), List.of(0.7, 0.7)));
    bench.dice = 0;
    bench.conduct = new Conduct(1, 0);
    bench.askAndRun(true);
    var asides = bench.trails.getFirst().asides();
    assertThat(asides).extracting(visit -> visit.tier().name()).containsExactly("t1", "t2");
    assertThat(asides.getFirst().opinion().orElseThrow().score().orElseThrow())
        .isCloseTo(0.8, within(1e-6));
    assertThat(asides.getLast().opinion()).isEmpty();
    var all = asides.stream().map(TierVisit::total).reduce(Money.ZERO, Money::plus);
    assertThat(bench.meters.counter("spillway.aside.cost.usd", "policy", "p").count())
        .isEqualTo(all.usd().doubleValue());
  }

  private static double count(Bench bench, String scorer, String outcome) {
    return bench
        .meters
        .counter("spillway.opinions", "policy", "p", "scorer", scorer, "outcome", outcome)
        .count();
  }

  /** Covers so much, and adds up what was paid. */
  private static final class Counted implements Purse {
    private final Money most;
    private Money paid = Money.ZERO;
    private boolean closed;

    Counted(Money most) {
      this.most = most;
    }

    @Override
    public boolean covers(Money total) {
      return total.compareTo(most) <= 0;
    }

    @Override
    public long affordable(Money spent, Money each) {
      return Long.MAX_VALUE;
    }

    @Override
    public void cover(Money total, Consumer<Optional<ErrorKind>> then) {
      then.accept(Optional.of(new ErrorKind.InsufficientQuota("none left", Duration.ZERO)));
    }

    @Override
    public void paid(Tier tier, Usage usage, Money amount) {
      assertThat(closed).isFalse();
      paid = paid.plus(amount);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
