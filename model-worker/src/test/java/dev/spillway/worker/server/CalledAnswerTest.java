package dev.spillway.worker.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.chat.Tool;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.testkit.TinyLlama;
import dev.spillway.testkit.WeightType;
import dev.spillway.worker.engine.EndReason;
import dev.spillway.worker.sample.Choice;
import io.smallrye.mutiny.Multi;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is told of an answer that calls tools, byte by byte as a model may write it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CalledAnswerTest {
  private static final String TEXT =
      "Hm. <tool_call>{\"name\":\"add\",\"arguments\":{\"a\":1}}</tool_call>\n"
          + "<tool_call>{\"name\":\"now\"}</tool_call>";

  private TestWorker tiny;

  @BeforeAll
  void start(@TempDir Path folder) {
    tiny = TestWorker.of(folder, TinyLlama.of(WeightType.F16), Map.of());
  }

  @AfterAll
  void stop() {
    tiny.close();
  }

  /**
   * @param elsewhere tokens that another worker told
   */
  private List<GenerateEvent> told(boolean parallel, int elsewhere) {
    var demands =
        new Demands(
            List.of(new Tool("add", "", "", false)),
            ToolChoice.AUTO,
            parallel,
            ResponseFormat.TEXT,
            Map.of());
    var request = TestWorker.request("a", Sampling.GREEDY).wanting(demands);
    var ids = new ArrayList<Integer>();
    for (byte each : TEXT.getBytes(StandardCharsets.UTF_8)) {
      ids.add((int) each);
    }
    return Multi.createFrom()
        .<GenerateEvent>emitter(
            events -> {
              var model = tiny.models.get(TestWorker.MODEL);
              var answer = new Answer(model, request, events, tiny.meter());
              var over =
                  answer
                      .goOnAfter(ids.subList(0, elsewhere), 256, 1_000, Optional.empty())
                      .isPresent();
              answer.onStarted(5, 0);
              for (int i = elsewhere; i < ids.size() && !over; i++) {
                over = !answer.onToken(new Choice(ids.get(i), -0.5f));
              }
              answer.onEnd(over ? EndReason.STOPPED : EndReason.EOS, 0);
            })
        .collect()
        .asList()
        .await()
        .indefinitely();
  }

  private static List<GenerateEvent.Call> calls(List<GenerateEvent> events) {
    return events.stream()
        .filter(GenerateEvent.Call.class::isInstance)
        .map(GenerateEvent.Call.class::cast)
        .toList();
  }

  @Test
  void its_text_is_text_and_its_calls_are_calls() {
    var events = told(true, 0);
    assertThat(TestWorker.text(events)).isEqualTo("Hm.");
    assertThat(TestWorker.tokens(events)).hasSize(TEXT.length());
    assertThat(calls(events))
        .containsExactly(
            new GenerateEvent.Call(0, "call_r-1_0", "add", "{\"a\":1}"),
            new GenerateEvent.Call(1, "call_r-1_1", "now", "{}"));
    assertThat(((GenerateEvent.Finished) events.getLast()).reason())
        .isEqualTo(FinishReason.TOOL_CALLS);
  }

  @Test
  void one_call_is_enough_where_no_more_are_wanted() {
    var events = told(false, 0);
    assertThat(calls(events)).hasSize(1);
    assertThat(TestWorker.tokens(events)).hasSizeLessThan(TEXT.length());
    assertThat(((GenerateEvent.Finished) events.getLast()).reason())
        .isEqualTo(FinishReason.TOOL_CALLS);
  }

  @Test
  void law_one_answer_calls_are_told_once_wherever_it_goes_on() {
    var whole = calls(told(true, 0));
    for (int elsewhere = 1; elsewhere < TEXT.length(); elsewhere++) {
      var rest = calls(told(true, elsewhere));
      assertThat(rest).isEqualTo(whole.subList(whole.size() - rest.size(), whole.size()));
      var before = TEXT.substring(0, elsewhere).split("</tool_call>", -1).length - 1;
      assertThat(rest).hasSize(whole.size() - before);
    }
  }
}
