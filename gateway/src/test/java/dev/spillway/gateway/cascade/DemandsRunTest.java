package dev.spillway.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Tool;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a cascade does with demands that not every tier can meet. */
class DemandsRunTest {
  private static final Demands TOOLS =
      new Demands(
          List.of(new Tool("add", "", "", false)),
          ToolChoice.AUTO,
          true,
          ResponseFormat.TEXT,
          Map.of());

  private final StubWorker first = new StubWorker("first", "m0");
  private final StubWorker second = new StubWorker("second", "m0");
  private final StubWorker large = new StubWorker("large", "m1");

  private Bench bench(StubWorker... workers) {
    var bench = new Bench(2, List.of(workers));
    bench.demands = TOOLS;
    return bench;
  }

  @Test
  void what_a_tier_cannot_do_another_is_asked_for_and_not_another_of_its_workers()
      throws Exception {
    first.says(Script.failing(ErrorKind.Unsupported.of("tools", "m0", "use tools")));
    second.says(Script.failing(ErrorKind.Unsupported.of("tools", "m0", "use tools")));
    var bench = bench(first, second, large);
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("Hello there");
    assertThat(first.calls().size() + second.calls().size()).isEqualTo(1);
    assertThat(large.nextCall().request().demands()).isEqualTo(TOOLS);
  }

  @Test
  void where_no_tier_can_the_client_hears_which_field_it_is() {
    var cannot = ErrorKind.Unsupported.of("tools", "m1", "use tools");
    first.says(Script.failing(ErrorKind.Unsupported.of("tools", "m0", "use tools")));
    large.says(Script.failing(cannot));
    var bench = bench(first, large);
    bench.askAndRun(true);
    assertThat(bench.answer.failure).isEqualTo(cannot);
    assertThat(cannot.status()).isEqualTo(400);
    assertThat(cannot.param()).contains("tools");
  }

  @Test
  void a_tier_that_could_but_for_the_length_of_the_prompt_or_but_for_today_is_what_matters() {
    first.says(Script.failing(new ErrorKind.ContextTooLong(2_000, 1_024)));
    large.says(Script.failing(ErrorKind.Unsupported.of("tools", "m1", "use tools")));
    var tooLong = bench(first, large);
    tooLong.askAndRun(true);
    assertThat(tooLong.answer.failure).isInstanceOf(ErrorKind.ContextTooLong.class);
    first.says(Script.failing(new ErrorKind.WorkerFailed("today")));
    var away = bench(first, large);
    away.askAndRun(true);
    assertThat(away.answer.failure).isInstanceOf(ErrorKind.UpstreamError.class);
  }

  @Test
  void a_worker_that_is_too_old_to_know_of_tools_does_not_answer_without_them() {
    first.says(
        Script.silent()
            .say(new GenerateEvent.Started(new Usage(10, 0, 0), 0, false))
            .token("No tools.", 0.99)
            .finish());
    var bench = bench(first, large);
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("Hello there");
    bench.demands = Demands.NONE;
    assertThat(bench.askAgain().text()).as("where none are demanded").isEqualTo("No tools.");
  }
}
