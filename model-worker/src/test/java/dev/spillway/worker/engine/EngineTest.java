package dev.spillway.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.testkit.TinyLlama;
import dev.spillway.testkit.WeightType;
import dev.spillway.worker.kernel.KvShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {
  private static final int[] PROMPT = Prompts.ofLength(10, 1);

  /** An id that is in no vocabulary. */
  private static final int NEVER = 1 << 20;

  @TempDir Path folder;
  private Path model = Path.of("");
  private Engine engine;

  @BeforeEach
  void start() {
    model = writeModel(TinyLlama.of(WeightType.Q8_0), NEVER);
    engine =
        Engine.start(
            model, EngineOptions.DEFAULTS.withMaxRunning(2).withMaxWaiting(1).withThreads(1));
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  @Test
  void a_short_answer_beside_a_long_one_ends_first() {
    var order = new ArrayList<String>();
    var longer = new Recorder();
    var shorter = new Recorder();
    var noted =
        CompletableFuture.allOf(
            longer.answer.thenRun(() -> order.add("long")),
            shorter.answer.thenRun(() -> order.add("short")));
    engine.submit(PROMPT, Sampling.GREEDY, 200, longer);
    engine.submit(PROMPT, Sampling.GREEDY, 5, shorter);
    noted.join();
    assertThat(order).containsExactly("short", "long");
    assertThat(shorter.ids).hasSize(5).isEqualTo(longer.ids.subList(0, 5));
  }

  @Test
  void cancelling_a_running_request_frees_its_blocks_within_one_step() {
    var tickets = new ArrayList<Ticket>();
    var cancelled = new Recorder();
    var blocks = new ArrayList<Integer>();
    // The engine's own thread cancels between two of its steps: no race, no sleep.
    var observer =
        new Recorder(
            count -> {
              if (count == 10) {
                tickets.getFirst().cancel();
              }
              blocks.add(engine.stats().blocksUsed());
            });
    stalled(
        () -> {
          tickets.add(engine.submit(PROMPT, Sampling.GREEDY, 240, cancelled));
          engine.submit(PROMPT, Sampling.GREEDY, 30, observer);
        });
    observer.answer.join();
    int each = KvShape.blocksFor(PROMPT.length + 9);
    assertThat(blocks.get(9)).as("as of the step before the call").isEqualTo(2 * each);
    assertThat(blocks.get(10)).as("as of the step after the call").isEqualTo(each);
    assertThat(cancelled.answer).isNotDone();
    assertThat(cancelled.ids).hasSizeLessThanOrEqualTo(10);
  }

  @Test
  void a_cancelled_request_that_waits_makes_room_in_the_queue() {
    var waiting = new Recorder();
    var next = new Recorder();
    var tickets = new ArrayList<Ticket>();
    var observer =
        new Recorder(
            count -> {
              if (count == 2) {
                tickets.getLast().cancel();
              }
              if (count == 4) {
                engine.submit(PROMPT, Sampling.GREEDY, 3, next);
              }
            });
    stalled(
        () -> {
          engine.submit(PROMPT, Sampling.GREEDY, 20, observer);
          tickets.add(engine.submit(PROMPT, Sampling.GREEDY, 240, new Recorder()));
          tickets.add(engine.submit(PROMPT, Sampling.GREEDY, 3, waiting));
        });
    assertThat(next.answer.join().ids()).hasSize(3);
    assertThat(waiting.answer).isNotDone();
    assertThat(waiting.ids).isEmpty();
  }

  @Test
  void more_requests_than_run_and_wait_are_told_when_to_come_back() {
    var recorders = List.of(new Recorder(), new Recorder(), new Recorder());
    stalled(
        () -> {
          for (var recorder : recorders) {
            engine.submit(PROMPT, Sampling.GREEDY, 4, recorder);
          }
          var kind = kindOf(() -> engine.submit(PROMPT, Sampling.GREEDY, 4, new Recorder()));
          assertThat(kind).isInstanceOf(ErrorKind.Overloaded.class);
          assertThat(kind.retryAfter()).hasValueSatisfying(wait -> assertThat(wait).isPositive());
        });
    recorders.forEach(recorder -> assertThat(recorder.answer.join().ids()).hasSize(4));
    var later = new Recorder();
    engine.submit(PROMPT, Sampling.GREEDY, 4, later);
    assertThat(later.answer.join()).isEqualTo(recorders.getFirst().answer.join());
  }

  @Test
  void who_reads_a_prompt_for_others_may_go_and_so_may_they() {
    var alone = new Recorder();
    engine.submit(PROMPT, Sampling.GREEDY, 5, alone);
    alone.answer.join();
    for (int gone : new int[] {0, 1, 2}) {
      var recorders = List.of(new Recorder(), new Recorder(), new Recorder());
      var branches = recorders.stream().map(one -> new Branch(Sampling.GREEDY, one)).toList();
      stalled(
          () -> {
            engine.submit(PROMPT, 5, OptionalInt.empty(), branches).get(gone).cancel();
            var kind = kindOf(() -> engine.submit(PROMPT, Sampling.GREEDY, 5, new Recorder()));
            assertThat(kind).as("each has a place").isInstanceOf(ErrorKind.Overloaded.class);
          });
      for (int i = 0; i < 3; i++) {
        if (i != gone) {
          assertThat(recorders.get(i).answer.join()).isEqualTo(alone.answer.join());
        }
      }
      assertThat(recorders.get(gone).answer).isNotDone();
    }
  }

  @Test
  void whoever_submits_from_wherever_the_bound_holds_and_every_place_is_given_back() {
    var refused = new AtomicInteger();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 400; i++) {
        threads.execute(
            () -> {
              var recorder = new Recorder();
              try {
                engine.submit(PROMPT, Sampling.GREEDY, 2, recorder);
                recorder.answer.join();
              } catch (SpillwayException e) {
                refused.incrementAndGet();
              }
            });
      }
    }
    assertThat(refused).as("eight at a time for three places").hasPositiveValue();
    var recorders = List.of(new Recorder(), new Recorder(), new Recorder());
    stalled(
        () -> recorders.forEach(recorder -> engine.submit(PROMPT, Sampling.GREEDY, 2, recorder)));
    recorders.forEach(recorder -> assertThat(recorder.answer.join().ids()).hasSize(2));
  }

  @Test
  void a_listener_that_throws_fails_its_own_request_only() {
    var broken =
        new Recorder(
            count -> {
              if (count == 2) {
                throw new IllegalStateException("broken listener");
              }
            });
    var sound = new Recorder();
    stalled(
        () -> {
          engine.submit(PROMPT, Sampling.GREEDY, 10, broken);
          engine.submit(PROMPT, Sampling.GREEDY, 10, sound);
        });
    assertThat(sound.answer.join().reason()).isEqualTo(EndReason.LENGTH);
    assertThat(broken.failure.join()).isInstanceOf(ErrorKind.Internal.class);
    assertThat(engine.stats().blocksUsed()).isZero();
  }

  @Test
  void a_listener_may_have_enough() {
    var recorder = new Recorder(_ -> {}, 3);
    engine.submit(PROMPT, Sampling.GREEDY, 10, recorder);
    var answer = recorder.answer.join();
    assertThat(answer.reason()).isEqualTo(EndReason.STOPPED);
    assertThat(answer.ids()).hasSize(3);
  }

  @Test
  void the_token_that_ends_the_turn_is_reported_and_is_the_last() {
    var recorder = new Recorder();
    engine.submit(PROMPT, Sampling.GREEDY, 8, recorder);
    int fifth = recorder.answer.join().ids().get(4);
    int at = recorder.ids.indexOf(fifth);
    var ending = writeModel(TinyLlama.of(WeightType.Q8_0), fifth);
    try (var other = Engine.start(ending, EngineOptions.DEFAULTS)) {
      var ended = new Recorder();
      other.submit(PROMPT, Sampling.GREEDY, 8, ended);
      assertThat(ended.answer.join().reason()).isEqualTo(EndReason.EOS);
      assertThat(ended.ids).isEqualTo(recorder.ids.subList(0, at + 1));
    }
  }

  @Test
  void what_can_never_run_is_refused_at_once() {
    assertThat(engine.contextLength()).isEqualTo(256);
    var listener = new Recorder();
    assertThat(kindOf(() -> engine.submit(new int[0], Sampling.GREEDY, 1, listener)))
        .isInstanceOf(ErrorKind.InvalidValue.class);
    assertThat(kindOf(() -> engine.submit(new int[] {-1}, Sampling.GREEDY, 1, listener)))
        .isInstanceOf(ErrorKind.InvalidValue.class);
    assertThat(kindOf(() -> engine.submit(new int[] {1 << 20}, Sampling.GREEDY, 1, listener)))
        .isInstanceOf(ErrorKind.InvalidValue.class);
    assertThat(kindOf(() -> engine.submit(PROMPT, Sampling.GREEDY, 0, listener)).param())
        .hasValue("max_tokens");
    assertThat(kindOf(() -> engine.submit(PROMPT, Sampling.GREEDY, 247, listener)).param())
        .hasValue("max_tokens");
    assertThat(kindOf(() -> engine.submit(new int[256], Sampling.GREEDY, 1, listener)))
        .isEqualTo(new ErrorKind.ContextTooLong(256, 256));
  }

  @Test
  void the_whole_context_can_be_used() {
    var recorder = new Recorder();
    engine.submit(Prompts.ofLength(200, 5), Sampling.GREEDY, 56, recorder);
    assertThat(recorder.answer.join().ids()).hasSize(56);
    assertThat(engine.stats().blocksUsed()).isZero();
  }

  @Test
  void little_kv_memory_shortens_the_context() {
    long block = new KvShape(2, 2, 16).bytesPerBlock();
    try (var small = Engine.start(model, EngineOptions.DEFAULTS.withKvBytes(3 * block))) {
      assertThat(small.contextLength()).isEqualTo(48);
      assertThat(small.stats().blocksTotal()).isEqualTo(3);
    }
  }

  @Test
  void closing_fails_what_is_left() {
    var options = EngineOptions.DEFAULTS.withMaxRunning(1).withThreads(1);
    // Far more tokens than can be computed before the next line runs.
    var endless = writeModel(TinyLlama.of(WeightType.Q8_0).withContext(200_000), NEVER);
    var running = new Recorder();
    var waiting = new Recorder();
    var closed = Engine.start(endless, options);
    closed.submit(PROMPT, Sampling.GREEDY, 100_000, running);
    closed.submit(PROMPT, Sampling.GREEDY, 100_000, waiting);
    closed.close();
    assertThat(running.failure.join()).isInstanceOf(ErrorKind.WorkerFailed.class);
    assertThat(waiting.failure.join()).isInstanceOf(ErrorKind.WorkerFailed.class);
    assertThat(closed.stats().alive()).isFalse();
    assertThat(kindOf(() -> closed.submit(PROMPT, Sampling.GREEDY, 1, new Recorder())))
        .isInstanceOf(ErrorKind.WorkerFailed.class);
  }

  /** Runs the action on the engine's thread, between two of its steps. */
  private void stalled(Runnable action) {
    var ready = new CompletableFuture<Boolean>();
    var brake = new Recorder(_ -> ready.join());
    engine.submit(new int[] {1}, Sampling.GREEDY, 1, brake);
    var done = brake.answer.thenRun(action);
    ready.complete(true);
    done.join();
  }

  private Path writeModel(TinyLlama tiny, int endOfTurn) {
    return tiny.gguf()
        .put("tokenizer.ggml.eos_token_id", endOfTurn)
        .writeTo(folder.resolve("tiny-%d-%d.gguf".formatted(tiny.context(), endOfTurn)));
  }

  private static ErrorKind kindOf(ThrowingCallable call) {
    return catchThrowableOfType(SpillwayException.class, call).kind();
  }
}
