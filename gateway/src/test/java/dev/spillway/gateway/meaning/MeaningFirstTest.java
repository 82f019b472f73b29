package dev.spillway.gateway.meaning;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.gateway.cascade.Answers;
import dev.spillway.gateway.cascade.Bench;
import dev.spillway.gateway.cascade.RecordedAnswer;
import dev.spillway.gateway.response.CountedPurse;
import dev.spillway.router.policy.Rule;
import dev.spillway.testkit.StubWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MeaningFirstTest {
  private static final Duration PATIENCE = Duration.ofMillis(50);

  private static final Rule.Learned RULE = KnownMeanings.rule("question");

  private final StubWorker small = new StubWorker("a", "m0");
  private final StubWorker large = new StubWorker("b", "m1");
  private final Bench bench = new Bench(2, List.of(small, large), RULE);
  private final CompletableFuture<Embeddings> embedding = new CompletableFuture<>();
  private final List<String> embedded = new ArrayList<>();
  private final CountedPurse purse = new CountedPurse();
  private final RecordedAnswer answer = new RecordedAnswer();

  private CompletionStage<Embeddings> embed(List<String> texts, Duration timeout) {
    embedded.addAll(texts);
    return embedding;
  }

  private MeaningFirst subject(Bench of, Answers answers) {
    return new MeaningFirst(
        answers,
        new QuestionMeanings(this::embed, PATIENCE, PATIENCE, PATIENCE),
        PATIENCE,
        of.meters);
  }

  private void ask() {
    var request = bench.request("r", "tenant", Sampling.GREEDY, true);
    subject(bench, bench.answers()).answer(request, purse, bench.loop).subscribe(answer);
    requireNonNull(answer.subscription).request(Long.MAX_VALUE);
    bench.loop.run();
  }

  private void embedded(String model, boolean easy) {
    embedding.complete(KnownMeanings.embedded(model, easy));
    bench.loop.run();
  }

  private double count(String outcome) {
    return bench.meters.find("spillway.router.meanings").tag("outcome", outcome).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  /** By the tier whose answer was given: as good as in the mean, small is right half the time. */
  private void assertAnsweredBy(String tier) {
    assertThat(answer.complete).isTrue();
    assertThat(answer.finished().decision().tier().name()).isEqualTo(tier);
    assertThat(purse.closed).isTrue();
  }

  @Test
  void nobody_is_asked_before_it_is_known_what_the_question_means() {
    ask();
    assertThat(embedded).containsExactly("question");
    assertThat(small.calls()).isEmpty();
    assertThat(large.calls()).isEmpty();
    bench.loop.pass(Duration.ofMillis(20));
    embedded(KnownMeanings.MODEL, false);
    assertAnsweredBy("t1");
    assertThat(small.calls()).isEmpty();
    assertThat(count("done")).isEqualTo(1);
    var waited = requireNonNull(bench.meters.find("spillway.router.meaning.wait").timer());
    assertThat(waited.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(20);
  }

  @Test
  void what_the_question_means_decides_who_is_asked() {
    ask();
    embedded(KnownMeanings.MODEL, true);
    assertThat(small.calls()).hasSize(1);
    assertThat(bench.trails.getFirst().request().meaning()).isPresent();
  }

  /** Law: no silent slow path. */
  @Test
  void a_request_waits_no_longer_than_its_patience_and_that_is_counted() {
    ask();
    bench.loop.pass(PATIENCE.minusMillis(1));
    assertThat(answer.complete).isFalse();
    bench.loop.pass(Duration.ofMillis(1));
    assertThat(answer.complete).isTrue();
    assertThat(count("late")).isEqualTo(1);
    int events = answer.events.size();
    embedded(KnownMeanings.MODEL, false);
    assertThat(answer.events).hasSize(events);
    assertThat(small.calls().size() + large.calls().size()).isEqualTo(1);
    assertThat(count("done")).isZero();
  }

  @Test
  void where_no_worker_embeds_it_is_decided_at_once_without() {
    ask();
    embedding.completeExceptionally(new SpillwayException(new ErrorKind.WorkerFailed("no")));
    bench.loop.run();
    assertThat(answer.complete).isTrue();
    assertThat(purse.closed).isTrue();
    assertThat(count("failed")).isEqualTo(1);
    assertThat(bench.trails.getFirst().request().meaning()).isEmpty();
  }

  @Test
  void an_embedding_of_another_model_than_the_router_learned_from_is_as_none_and_is_counted() {
    ask();
    embedded("another", false);
    assertThat(answer.complete).isTrue();
    assertThat(count("other_model")).isEqualTo(1);
    assertThat(count("done")).isZero();
  }

  /** Law: money is exact. */
  @Test
  void a_client_that_leaves_while_its_question_is_embedded_costs_nothing() {
    ask();
    requireNonNull(answer.subscription).cancel();
    assertThat(purse.closed).isTrue();
    assertThat(bench.loop.timers()).isZero();
    embedded(KnownMeanings.MODEL, false);
    assertThat(large.calls()).isEmpty();
    assertThat(answer.events).isEmpty();
    assertThat(purse.paid).isZero();
  }

  @Test
  void a_client_that_leaves_later_ends_the_answer() {
    var request = bench.request("r", "tenant", Sampling.GREEDY, true);
    subject(bench, bench.answers()).answer(request, purse, bench.loop).subscribe(answer);
    requireNonNull(answer.subscription).request(1);
    bench.loop.run();
    embedded(KnownMeanings.MODEL, false);
    assertThat(answer.events).hasSize(1);
    requireNonNull(answer.subscription).cancel();
    bench.loop.run();
    assertThat(purse.closed).isTrue();
    assertThat(answer.complete).isFalse();
    assertThat(answer.events).hasSize(1);
  }

  @Test
  void a_question_that_was_embedded_already_is_not_embedded_again() {
    var known = QuestionMeanings.first(KnownMeanings.embedded(KnownMeanings.MODEL, false));
    var request = bench.request("r", "tenant", Sampling.GREEDY, true).meaning(known);
    subject(bench, bench.answers()).answer(request, purse, bench.loop).subscribe(answer);
    requireNonNull(answer.subscription).request(Long.MAX_VALUE);
    bench.loop.run();
    assertAnsweredBy("t1");
    assertThat(embedded).isEmpty();
    assertThat(count("shared")).isEqualTo(1);
  }

  @Test
  void a_policy_that_does_not_go_by_it_has_nothing_embedded() {
    var plain = new Bench(2, List.of(small, large));
    subject(plain, plain.answers())
        .answer(plain.request("r", "tenant", Sampling.GREEDY, true), purse, plain.loop)
        .subscribe(answer);
    requireNonNull(answer.subscription).request(Long.MAX_VALUE);
    plain.loop.run();
    assertThat(answer.complete).isTrue();
    assertThat(embedded).isEmpty();
    assertThat(plain.meters.find("spillway.router.meanings").counters()).isEmpty();
  }

  @Test
  void a_failure_to_begin_reaches_the_client_and_frees_the_money() {
    Answers failing =
        (request, money, loop) -> {
          throw new IllegalStateException("told to");
        };
    subject(bench, failing)
        .answer(bench.request("r", "tenant", Sampling.GREEDY, true), purse, bench.loop)
        .subscribe(answer);
    bench.loop.run();
    embedded(KnownMeanings.MODEL, false);
    assertThat(Optional.ofNullable(answer.failure)).isPresent();
    assertThat(purse.closed).isTrue();
  }
}
