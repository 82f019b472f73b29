package dev.spillway.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.Tier;
import dev.spillway.router.policy.Conduct;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who looks on sees each call of a worker begin and end, and none that nobody waits for. */
class OnlookerTest {
  private static final Script SURE = Script.answer(0.99, "Par", "is");
  private static final Script UNSURE = Script.started(10, 0).token("x", 0.1).finish();

  private static final ErrorKind BROKEN = new ErrorKind.WorkerFailed("the connection broke");

  private final StubWorker small = StubWorker.twin("a", "m0");
  private final StubWorker twin = StubWorker.twin("b", "m0");
  private final StubWorker large = new StubWorker("c", "m1");
  private final List<String> seen = new ArrayList<>();

  @Test
  void each_tier_that_is_asked() {
    small.says(UNSURE);
    large.says(SURE);
    var bench = bench(small, large);
    bench.askAndRun(false);
    assertThat(seen).containsExactly("ask t0", "over 1", "ask t1", "over 2");
    assertThat(small.calls().getFirst().request().trace()).containsEntry("traceparent", "t0");
    assertThat(large.calls().getFirst().request().trace()).containsEntry("traceparent", "t1");
  }

  @Test
  void a_worker_that_goes_on_with_what_another_began() {
    for (var worker : List.of(small, twin)) {
      worker.says(
          request ->
              request.answered().isEmpty()
                  ? Script.started(10, 0).token("Par", 0.99).fail(BROKEN)
                  : Script.resumed(10, 0, 1).token("is", 0.99).finish());
    }
    var bench = bench(small, twin, large);
    bench.askAndRun(false);
    assertThat(seen).containsExactly("ask t0", "over 1 worker_failed", "resume t0", "over 2");
  }

  @Test
  void a_client_that_leaves_ends_what_was_asked_for_it() {
    small.says(Script.started(10, 0).token("Par", 0.99).await(new CompletableFuture<>()));
    var bench = bench(small, large);
    bench.askAndRun(true);
    bench.cancel();
    assertThat(seen).containsExactly("ask t0", "over 1");
  }

  @Test
  void law_what_is_asked_behind_the_client_s_back_is_not_seen() {
    small.says(SURE);
    large.says(SURE);
    var bench = bench(small, large);
    bench.conduct = new Conduct(0, 1);
    bench.askAndRun(false);
    assertThat(large.calls()).hasSize(1);
    assertThat(seen).containsExactly("ask t0", "over 2");
    assertThat(bench.meters.find("gen_ai.server.request.duration").timers()).hasSize(1);
    assertThat(bench.meters.find("gen_ai.server.time_to_first_token").timers()).hasSize(1);
    assertThat(bench.meters.find("gen_ai.server.time_per_output_token").timers()).hasSize(1);
  }

  private Bench bench(StubWorker... workers) {
    var bench = new Bench(2, List.of(workers));
    bench.onlooker = this::asks;
    return bench;
  }

  private Onlooker.Asked asks(Tier tier, String worker, boolean resumed) {
    seen.add((resumed ? "resume " : "ask ") + tier.name());
    return new Onlooker.Asked() {
      @Override
      public Map<String, String> trace() {
        return Map.of("traceparent", tier.name());
      }

      @Override
      public void over(Usage usage, Optional<ErrorKind> failure) {
        seen.add(
            "over " + usage.completionTokens() + failure.map(kind -> " " + kind.code()).orElse(""));
      }
    };
  }
}
