package dev.spillway.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.testkit.TinyLlama;
import dev.spillway.testkit.WeightType;
import dev.spillway.worker.engine.Recorder.Answer;
import dev.spillway.worker.kernel.KernelFlavour;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers are compared with their log-probabilities, bit for bit. */
class OneAnswerLawTest {
  private static final int PROMPTS = 12;
  private static final int TOKENS = 20;

  /** One request at a time, one thread, whole prompts, no vectors. */
  private static final EngineOptions PLAINEST =
      EngineOptions.DEFAULTS
          .withKernels(KernelFlavour.SCALAR)
          .withThreads(1)
          .withMaxRunning(1)
          .withStepTokens(256);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(WeightType.class)
  void alone_among_others_with_and_without_vectors_and_with_any_number_of_threads(WeightType type) {
    var model = TinyLlama.of(type).writeTo(folder.resolve("tiny.gguf"));
    var expected = answers(model, PLAINEST, PROMPTS, Sampling.GREEDY);
    for (int threads : new int[] {1, 2, 3}) {
      var options = EngineOptions.DEFAULTS.withThreads(threads);
      assertThat(answers(model, options.withMaxRunning(16), PROMPTS, Sampling.GREEDY))
          .isEqualTo(expected);
    }
    assertThat(
            answers(
                model,
                EngineOptions.DEFAULTS.withKernels(KernelFlavour.SCALAR),
                PROMPTS,
                Sampling.GREEDY))
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "steps of {0}")
  @ValueSource(ints = {1, 3, 16, 17, 64})
  void however_the_prompt_is_chunked(int stepTokens) {
    var model = TinyLlama.of(WeightType.Q8_0).writeTo(folder.resolve("tiny.gguf"));
    var options =
        EngineOptions.DEFAULTS.withStepTokens(stepTokens).withMaxRunning(Math.min(stepTokens, 4));
    assertThat(answers(model, options, PROMPTS, Sampling.GREEDY))
        .isEqualTo(answers(model, PLAINEST, PROMPTS, Sampling.GREEDY));
  }

  @ParameterizedTest(name = "among {0}")
  @ValueSource(ints = {16, 32})
  void among_many(int running) {
    var model = TinyLlama.of(WeightType.Q8_0).writeTo(folder.resolve("tiny.gguf"));
    var crowd = answers(model, EngineOptions.DEFAULTS.withMaxRunning(running), 48, Sampling.GREEDY);
    assertThat(crowd).isEqualTo(answers(model, PLAINEST, 48, Sampling.GREEDY));
  }

  @Test
  void a_seed_gives_one_answer_in_any_company() {
    var model = TinyLlama.of(WeightType.F16).writeTo(folder.resolve("tiny.gguf"));
    var sampling = new Sampling(1.3f, 0.9f, OptionalLong.of(42), List.of(), OptionalInt.empty());
    var expected = answers(model, PLAINEST, PROMPTS, sampling);
    assertThat(answers(model, EngineOptions.DEFAULTS.withMaxRunning(16), PROMPTS, sampling))
        .isEqualTo(expected);
    assertThat(expected).isNotEqualTo(answers(model, PLAINEST, PROMPTS, Sampling.GREEDY));
  }

  @Test
  void whatever_was_cached() {
    var model = TinyLlama.of(WeightType.Q8_0).writeTo(folder.resolve("tiny.gguf"));
    int[] prompt = Prompts.ofLength(64, 1);
    int[] longer = Prompts.ofLength(100, 1);
    assertThat(longer).startsWith(prompt);
    try (var cold = Engine.start(model, EngineOptions.DEFAULTS);
        var warm = Engine.start(model, EngineOptions.DEFAULTS)) {
      ask(warm, prompt, 40).answer.join();
      for (int[] question : List.of(prompt, longer)) {
        var cached = ask(warm, question, TOKENS);
        assertThat(cached.answer.join()).isEqualTo(ask(cold, question, TOKENS).answer.join());
      }
      var again = ask(warm, prompt, TOKENS);
      again.answer.join();
      assertThat(again.cachedTokens).as("the last token is always computed").isEqualTo(48);
      var further = ask(warm, longer, TOKENS);
      further.answer.join();
      assertThat(further.cachedTokens).isEqualTo(96);
      assertThat(warm.stats().cachedTokens()).isEqualTo(48 + 64 + 48 + 96);
    }
  }

  @Test
  void an_answer_is_a_prefix_of_the_next_prompt_that_need_not_be_computed() {
    var model = TinyLlama.of(WeightType.F32).writeTo(folder.resolve("tiny.gguf"));
    try (var engine = Engine.start(model, EngineOptions.DEFAULTS)) {
      var first = ask(engine, Prompts.ofLength(20, 3), 30);
      first.answer.join();
      int[] dialogue = java.util.Arrays.copyOf(Prompts.ofLength(20, 3), 60);
      for (int i = 0; i < first.ids.size(); i++) {
        dialogue[20 + i] = first.ids.get(i);
      }
      var second = ask(engine, dialogue, 5);
      var warm = second.answer.join();
      assertThat(second.cachedTokens).isEqualTo(48);
      try (var other = Engine.start(model, EngineOptions.DEFAULTS)) {
        assertThat(warm).isEqualTo(ask(other, dialogue, 5).answer.join());
      }
    }
  }

  /** All submitted at once; how many advance together is for the options to say. */
  private static List<Answer> answers(
      Path model, EngineOptions options, int prompts, Sampling sampling) {
    try (var engine = Engine.start(model, options)) {
      var recorders = new ArrayList<Recorder>();
      for (int i = 0; i < prompts; i++) {
        var recorder = new Recorder();
        recorders.add(recorder);
        engine.submit(Prompts.random(i), sampling, TOKENS, recorder);
      }
      return recorders.stream().map(recorder -> recorder.answer.join()).toList();
    }
  }

  private static Recorder ask(Engine engine, int[] prompt, int tokens) {
    var recorder = new Recorder();
    engine.submit(prompt, Sampling.GREEDY, tokens, recorder);
    return recorder;
  }
}
