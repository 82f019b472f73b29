package dev.spillway.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.Money;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every cascade, whatever its workers do and however its client reads. */
class CascadeLawsTest {

  /**
   * A worker's behaviour.
   *
   * @param breaksAfter tokens before it fails; absent where negative
   */
  record Behaviour(int tier, int tokens, double probability, int breaksAfter, boolean tooLong) {

    int said() {
      return breaksAfter < 0 ? tokens : Math.min(tokens, breaksAfter);
    }

    boolean fails() {
      return tooLong || breaksAfter >= 0;
    }

    String text(int worker) {
      return IntStream.range(0, tokens)
          .mapToObj(i -> "<%d.%d>".formatted(worker, i))
          .collect(Collectors.joining());
    }

    Script script(int worker) {
      if (tooLong) {
        return Script.failing(new ErrorKind.ContextTooLong(9_999, 100 + tier));
      }
      var script = Script.started(10 + worker, 0);
      for (var i = 0; i < said(); i++) {
        script.token("<%d.%d>".formatted(worker, i), probability);
      }
      return fails()
          ? script.fail(new ErrorKind.WorkerFailed("told to"))
          : script.finish(FinishReason.STOP, "");
    }

    /** That it is below its tier's threshold is known after a token; others may know better. */
    boolean cut(List<Behaviour> all) {
      return isUnsure() && said() > 0 && all.stream().anyMatch(other -> other.tier > tier);
    }

    boolean isUnsure() {
      return tier < 2 && tokens > 0 && probability < Bench.THRESHOLD;
    }

    Usage usage(int worker, List<Behaviour> all) {
      return tooLong ? Usage.NONE : new Usage(10 + worker, 0, cut(all) ? 1 : said());
    }
  }

  @Provide
  Arbitrary<List<Behaviour>> behaviours() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 150),
            Arbitraries.of(0.1, 0.79, 0.81, 1.0),
            Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(3, Arbitraries.just(-1)),
                net.jqwik.api.Tuple.of(2, Arbitraries.integers().between(0, 150))),
            Arbitraries.frequency(
                net.jqwik.api.Tuple.of(5, false), net.jqwik.api.Tuple.of(1, true)))
        .as(Behaviour::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Property(tries = 400, seed = "1")
  void nothing_after_commit_is_taken_back_and_every_attempt_is_paid(
      @ForAll("behaviours") List<Behaviour> behaviours,
      @ForAll boolean streamed,
      @ForAll("reads") List<Integer> reads) {
    var workers = new ArrayList<StubWorker>();
    for (var behaviour : behaviours) {
      var worker = new StubWorker("w" + workers.size(), "m" + behaviour.tier());
      worker.says(behaviour.script(workers.size()));
      workers.add(worker);
    }
    var bench = new Bench(3, workers);
    bench.ask(streamed);
    reads.forEach(bench::demand);
    bench.demand(Long.MAX_VALUE);

    var answer = bench.answer;
    assertThat(answer.complete).isEqualTo(answer.failure == null);
    assertThat(bench.workers.inFlight()).isZero();
    assertThat(bench.loop.timers()).isZero();
    assertThat(workers).allSatisfy(worker -> assertThat(worker.calls()).hasSizeLessThan(2));
    if (!answer.events.isEmpty()) {
      assertThat(answer.events.getFirst()).isInstanceOf(AnswerEvent.Committed.class);
    }
    if (!answer.complete) {
      assertThat(streamed || answer.events.isEmpty()).isTrue();
      // What left before a failure is the beginning of one answer.
      assertThat(
              answer.text().isEmpty()
                  || IntStream.range(0, behaviours.size())
                      .anyMatch(i -> behaviours.get(i).text(i).startsWith(answer.text())))
          .isTrue();
      if (answer.text().isEmpty()) {
        assertThat(whole(behaviours, workers)).as("what could have been given").isEmpty();
      }
      return;
    }
    var finished = answer.finished();
    var tier = bench.tiers.indexOf(finished.decision().tier());
    var whole = whole(behaviours, workers);
    var answering = whole.stream().filter(i -> behaviours.get(i).tier() == tier).toList();
    assertThat(answering).hasSize(1);
    var index = answering.getFirst();
    assertThat(answer.text()).isEqualTo(behaviours.get(index).text(index));
    assertThat(finished.usage()).isEqualTo(behaviours.get(index).usage(index, behaviours));
    if (behaviours.get(index).isUnsure()) {
      assertThat(finished.decision().escalations()).as("all were asked").isEqualTo(2);
      assertThat(finished.decision().failed()).isPositive();
      assertThat(whole)
          .as("nobody was surer")
          .allMatch(i -> behaviours.get(i).probability() <= behaviours.get(index).probability());
    } else {
      assertThat(finished.decision().escalations()).isEqualTo(tier);
    }
    var paid = Money.ZERO;
    for (var i = 0; i < workers.size(); i++) {
      if (!workers.get(i).calls().isEmpty()) {
        var price = bench.tiers.get(behaviours.get(i).tier()).price();
        paid = paid.plus(price.of(behaviours.get(i).usage(i, behaviours)));
      }
    }
    assertThat(finished.receipt().cost()).isEqualTo(paid);
    assertThat(finished.receipt().costIfLargest())
        .isEqualTo(bench.tiers.get(2).price().of(finished.usage()));
  }

  /** Who was asked and came to the end of an answer. */
  private static List<Integer> whole(List<Behaviour> behaviours, List<StubWorker> workers) {
    return IntStream.range(0, behaviours.size())
        .filter(i -> !workers.get(i).calls().isEmpty())
        .filter(i -> !behaviours.get(i).fails() && !behaviours.get(i).cut(behaviours))
        .boxed()
        .toList();
  }

  @Provide
  Arbitrary<List<Integer>> reads() {
    return Arbitraries.integers().between(1, 100).list().ofMaxSize(4);
  }
}
