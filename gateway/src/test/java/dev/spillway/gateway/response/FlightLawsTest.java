package dev.spillway.gateway.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.cascade.RecordedAnswer;
import dev.spillway.testkit.Script;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds whoever comes, reads and goes when, and whatever the worker does. */
class FlightLawsTest {
  private static final int TOKENS = 150;
  private static final String TEXT =
      IntStream.range(0, TOKENS).mapToObj("<%d>"::formatted).collect(Collectors.joining());

  /** What happens next. */
  sealed interface Step {
    record Come(boolean streamed) implements Step {}

    record Read(int client, int events) implements Step {}

    record Leave(int client) implements Step {}

    /** The worker says half of what it has not said. */
    record Go() implements Step {}
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    var client = Arbitraries.integers().between(0, 7);
    return Arbitraries.<Step>frequencyOf(
            net.jqwik.api.Tuple.of(4, Arbitraries.of(true, false).map(Step.Come::new)),
            net.jqwik.api.Tuple.of(
                4,
                Combinators.combine(client, Arbitraries.integers().between(1, 100))
                    .as(Step.Read::new)),
            net.jqwik.api.Tuple.of(2, client.map(Step.Leave::new)),
            net.jqwik.api.Tuple.of(2, Arbitraries.just(new Step.Go())))
        .list()
        .ofMinSize(1)
        .ofMaxSize(25);
  }

  @Property(seed = "1", tries = 500)
  void law_a_cache_may_only_save_time_who_stays_gets_the_whole_answer(
      @ForAll("steps") List<Step> steps) {
    var bench = new CacheBench();
    var clients = play(bench, steps, false);
    for (var client : clients.stayed) {
      assertThat(client.failure).isNull();
      assertThat(client.complete).isTrue();
      assertThat(client.text()).isEqualTo(TEXT);
    }
    for (var client : clients.left) {
      assertThat(TEXT).startsWith(client.text());
    }
    assertNothingIsLeft(bench);
    assertThat(bench.calls()).isLessThanOrEqualTo(clients.came());
  }

  @Property(seed = "1", tries = 500)
  void law_nothing_after_commit_is_taken_back_also_where_the_worker_breaks_down(
      @ForAll("steps") List<Step> steps) {
    var bench = new CacheBench();
    var clients = play(bench, steps, true);
    for (var client : clients.stayed) {
      assertThat(client.complete).isEqualTo(client.failure == null);
      assertThat(TEXT).startsWith(client.text());
      if (client.complete) {
        assertThat(client.text()).isEqualTo(TEXT);
      }
    }
    assertNothingIsLeft(bench);
  }

  private record Clients(List<RecordedAnswer> stayed, List<RecordedAnswer> left) {
    int came() {
      return stayed.size() + left.size();
    }
  }

  /**
   * @param breaks whether the first call fails at its end; later ones do not
   */
  private static Clients play(CacheBench bench, List<Step> steps, boolean breaks) {
    var gates = List.of(new CompletableFuture<Void>(), new CompletableFuture<Void>());
    var closed = new ArrayDeque<>(gates);
    var calls = new ArrayList<Integer>();
    bench.worker.says(
        request -> {
          calls.add(1);
          return script(gates, breaks && calls.size() == 1);
        });
    var all = new ArrayList<RecordedAnswer>();
    var clients = new Clients(new ArrayList<>(), new ArrayList<>());
    for (var step : steps) {
      switch (step) {
        case Step.Come(var streamed) -> {
          var client = bench.open(bench.greedy(streamed), CacheControl.NONE);
          all.add(client);
          clients.stayed.add(client);
        }
        case Step.Read(var client, var events) when client < all.size() ->
            bench.read(all.get(client), events);
        case Step.Leave(var client) when client < all.size() -> {
          var leaves = all.get(client);
          if (clients.stayed.remove(leaves)) {
            bench.leave(leaves);
            clients.left.add(leaves);
          }
        }
        case Step.Go() when !closed.isEmpty() -> closed.remove().complete(null);
        default -> {}
      }
      bench.run();
    }
    gates.forEach(gate -> gate.complete(null));
    for (var client : clients.stayed) {
      bench.read(client, Long.MAX_VALUE);
    }
    bench.run();
    return clients;
  }

  private static Script script(List<CompletableFuture<Void>> gates, boolean breaks) {
    var script = Script.started(5, 0);
    for (var i = 0; i < TOKENS; i++) {
      if (i % (TOKENS / 2) == 10) {
        script.await(gates.get(i / (TOKENS / 2)));
      }
      script.token("<%d>".formatted(i), 1);
    }
    return breaks ? script.fail(new ErrorKind.WorkerFailed("told to")) : script.finish();
  }

  private static void assertNothingIsLeft(CacheBench bench) {
    assertThat(bench.gauge("flights")).isZero();
    assertThat(bench.gauge("readers")).isZero();
    assertThat(bench.bench.workers.inFlight()).isZero();
    assertThat(bench.purses).allMatch(purse -> purse.closed);
    assertThat(bench.bench.loop.timers()).isZero();
  }
}
