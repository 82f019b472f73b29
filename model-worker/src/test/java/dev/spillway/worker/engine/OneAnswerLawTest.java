package dev.spillway.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.cache.TextOwner;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.testkit.TinyLlama;
import dev.spillway.testkit.WeightType;
import dev.spillway.worker.engine.Recorder.Answer;
import dev.spillway.worker.kernel.KernelFlavour;
import dev.spillway.worker.kernel.KvShape;
import dev.spillway.worker.kernel.KvType;
import dev.spillway.worker.schedule.SchedulingPolicy;
import dev.spillway.worker.schedule.Speculation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers are compared with their log-probabilities, bit for bit. */
class OneAnswerLawTest {
  private static final int PROMPTS = 12;
  private static final int TOKENS = 20;
  private static final KvShape BLOCK = new KvShape(2, 2, 16);
  private static final Sampling SAMPLED =
      new Sampling(1.3f, 0.9f, OptionalLong.of(42), List.of(), OptionalInt.empty());

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

  @ParameterizedTest(name = "keys and values as {0}")
  @EnumSource(KvType.class)
  void within_each_type_of_keys_and_values_and_with_a_window(KvType type) {
    var model =
        TinyLlama.of(WeightType.Q8_0)
            .gguf()
            .put("llama.attention.sliding_window", 24)
            .writeTo(folder.resolve("tiny.gguf"));
    var expected = answers(model, PLAINEST.withKvType(type), PROMPTS, Sampling.GREEDY);
    for (int stepTokens : new int[] {16, 256}) {
      var options = EngineOptions.DEFAULTS.withKvType(type).withMaxRunning(16);
      assertThat(answers(model, options.withStepTokens(stepTokens), PROMPTS, Sampling.GREEDY))
          .isEqualTo(expected);
    }
  }

  @Test
  void a_seed_gives_one_answer_in_any_company() {
    var model = TinyLlama.of(WeightType.F16).writeTo(folder.resolve("tiny.gguf"));
    var expected = answers(model, PLAINEST, PROMPTS, SAMPLED);
    assertThat(answers(model, EngineOptions.DEFAULTS.withMaxRunning(16), PROMPTS, SAMPLED))
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

  @ParameterizedTest(name = "window of {0}")
  @ValueSource(ints = {1, 16, 40})
  void with_a_sliding_window_when_what_left_it_is_given_to_others(int window) {
    var gguf = TinyLlama.of(WeightType.Q8_0).gguf().put("llama.attention.sliding_window", window);
    var model = gguf.writeTo(folder.resolve("tiny.gguf"));
    var expected = answers(model, PLAINEST, PROMPTS, Sampling.GREEDY);
    assertThat(answers(model, crowded(1 << 20, "mlfq"), PROMPTS, Sampling.GREEDY))
        .isEqualTo(expected);
    assertThat(answers(model, crowded(0, "fcfs"), PROMPTS, Sampling.GREEDY)).isEqualTo(expected);
  }

  /**
   * Memory for a fifth of what all need together, and everybody is admitted as if he were short.
   */
  private static EngineOptions crowded(long swapBytes, String order) {
    return EngineOptions.DEFAULTS
        .withMaxRunning(8)
        .withThreads(1)
        .withKvBytes(16 * BLOCK.bytesPerBlock())
        .withSwapBytes(swapBytes)
        .withPolicy(SchedulingPolicy.named(order, "predicted"));
  }

  @ParameterizedTest(name = "{0}, sampled: {1}")
  @CsvSource({"fcfs,false", "fcfs,true", "shortest,false", "mlfq,false", "mlfq,true"})
  void after_losing_memory_and_computing_it_again(String order, boolean sampled) {
    var model = TinyLlama.of(WeightType.Q8_0).writeTo(folder.resolve("tiny.gguf"));
    var sampling = sampled ? SAMPLED : Sampling.GREEDY;
    try (var engine = Engine.start(model, crowded(0, order))) {
      assertThat(preempted(engine, sampling)).isEqualTo(alone(model, sampling));
      assertThat(engine.stats().scheduler().recomputed()).isPositive();
      assertThat(engine.stats().scheduler().recomputedTokens()).isPositive();
      assertThat(engine.stats().scheduler().swapped()).isZero();
      assertThat(engine.stats().blocksUsed()).isZero();
    }
  }

  @ParameterizedTest(name = "{0}, sampled: {1}")
  @CsvSource({"fcfs,false", "fcfs,true", "mlfq,false"})
  void after_losing_memory_and_getting_it_back(String order, boolean sampled) {
    var model = TinyLlama.of(WeightType.Q8_0).writeTo(folder.resolve("tiny.gguf"));
    var sampling = sampled ? SAMPLED : Sampling.GREEDY;
    try (var engine = Engine.start(model, crowded(1 << 20, order))) {
      assertThat(preempted(engine, sampling)).isEqualTo(alone(model, sampling));
      assertThat(engine.stats().scheduler().swapped()).isPositive();
      assertThat(engine.stats().blocksUsed()).isZero();
    }
  }

  @ParameterizedTest(name = "sampled: {0}")
  @ValueSource(booleans = {false, true})
  void with_and_without_guesses(boolean sampled) {
    var model = TinyLlama.of(WeightType.Q8_0).writeTo(folder.resolve("tiny.gguf"));
    // Cold enough that a sampled answer repeats itself, too.
    var sampling =
        sampled
            ? new Sampling(0.2f, 0.95f, OptionalLong.of(7), List.of(), OptionalInt.empty())
            : Sampling.GREEDY;
    var options = EngineOptions.DEFAULTS.withThreads(1);
    var plain = options.withSpeculation(Speculation.OFF);
    try (var guessing = Engine.start(model, options.withSpeculation(new Speculation(8, 64)));
        var sober = Engine.start(model, plain)) {
      for (int i = 0; i < 6; i++) {
        int[] prompt = Prompts.ofLength(20, i);
        assertThat(ask(guessing, prompt, sampling, 200).answer.join())
            .isEqualTo(ask(sober, prompt, sampling, 200).answer.join());
      }
      var counters = guessing.stats().scheduler();
      assertThat(counters.accepted()).isPositive();
      assertThat(counters.drafted()).as("some were wrong").isGreaterThan(counters.accepted());
      assertThat(guessing.stats().steps()).isLessThan(sober.stats().steps());
      assertThat(sober.stats().scheduler().drafted()).isZero();
      assertThat(guessing.stats().blocksUsed()).isZero();
    }
  }

  @Test
  void several_answers_to_one_prompt_that_is_read_once() {
    var model = TinyLlama.of(WeightType.Q8_0).writeTo(folder.resolve("tiny.gguf"));
    int[] prompt = Prompts.ofLength(77, 5);
    try (var engine = Engine.start(model, EngineOptions.DEFAULTS.withThreads(1));
        var other = Engine.start(model, PLAINEST)) {
      var branches = new ArrayList<Branch>();
      var recorders = new ArrayList<Recorder>();
      for (int i = 0; i < 6; i++) {
        recorders.add(new Recorder());
        branches.add(new Branch(seeded(i), recorders.getLast()));
      }
      engine.submit(prompt, 60, OptionalInt.empty(), branches);
      for (int i = 0; i < 6; i++) {
        assertThat(recorders.get(i).answer.join())
            .isEqualTo(ask(other, prompt, seeded(i), 60).answer.join());
      }
      assertThat(engine.stats().promptTokens()).isEqualTo(prompt.length);
      assertThat(recorders.getLast().cachedTokens).isEqualTo(prompt.length);
      assertThat(engine.stats().blocksUsed()).isZero();
    }
  }

  @ParameterizedTest(name = "sampled: {0}")
  @ValueSource(booleans = {false, true})
  void wherever_another_engine_goes_on_with_it(boolean sampled) {
    var model = TinyLlama.of(WeightType.Q8_0).writeTo(folder.resolve("tiny.gguf"));
    var sampling = sampled ? SAMPLED : Sampling.GREEDY;
    int[] prompt = Prompts.ofLength(30, 4);
    try (var other = Engine.start(model, EngineOptions.DEFAULTS.withThreads(1))) {
      var whole = answers(model, prompt, sampling);
      for (int known = 0; known < whole.ids().size(); known++) {
        int[] answered = whole.ids().stream().limit(known).mapToInt(Integer::intValue).toArray();
        var rest = new Recorder();
        other.resume(
            prompt,
            answered,
            40,
            OptionalInt.empty(),
            TextOwner.NOBODY,
            new Branch(sampling, rest));
        assertThat(rest.answer.join()).as("after %d tokens", known).isEqualTo(after(whole, known));
        assertThat(rest.cachedTokens).isLessThanOrEqualTo(prompt.length);
      }
      assertThat(other.stats().blocksUsed()).isZero();
    }
  }

  private static Answer answers(Path model, int[] prompt, Sampling sampling) {
    try (var engine = Engine.start(model, PLAINEST)) {
      return ask(engine, prompt, sampling, 40).answer.join();
    }
  }

  private static Answer after(Answer whole, int known) {
    int all = whole.ids().size();
    return new Answer(
        whole.ids().subList(known, all), whole.logprobs().subList(known, all), whole.reason());
  }

  private static Sampling seeded(int seed) {
    return new Sampling(1.1f, 0.95f, OptionalLong.of(seed), List.of(), OptionalInt.empty());
  }

  private static List<Answer> alone(Path model, Sampling sampling) {
    var options = PLAINEST.withSpeculation(Speculation.OFF);
    try (var engine = Engine.start(model, options)) {
      return preempted(engine, sampling);
    }
  }

  /** Long answers that are said to be short. */
  private static List<Answer> preempted(Engine engine, Sampling sampling) {
    var recorders = new ArrayList<Recorder>();
    for (int i = 0; i < PROMPTS; i++) {
      recorders.add(new Recorder());
      engine.submit(
          Prompts.random(i),
          100,
          OptionalInt.of(1),
          List.of(new Branch(sampling, recorders.getLast())));
    }
    return recorders.stream().map(recorder -> recorder.answer.join()).toList();
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
    return ask(engine, prompt, Sampling.GREEDY, tokens);
  }

  private static Recorder ask(Engine engine, int[] prompt, Sampling sampling, int tokens) {
    var recorder = new Recorder();
    engine.submit(prompt, sampling, tokens, recorder);
    return recorder;
  }
}
