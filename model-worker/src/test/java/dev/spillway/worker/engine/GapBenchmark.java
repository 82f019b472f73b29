package dev.spillway.worker.engine;

import dev.spillway.contracts.chat.Sampling;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;
import java.util.function.ToLongFunction;

/**
 * What neighbours feel: how long answers pause while a long prompt is read beside them, and whether
 * a short answer waits for a long one.
 */
final class GapBenchmark {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int STREAMS = 8;
  private static final int PROMPT = 64;

  /** Steps before the prompt comes, and again after it was read. */
  private static final int CALM = 200;

  /** So that no answer ends before the prompt is read. */
  private static final int LONGEST = 3000;

  private GapBenchmark() {}

  static void run(BenchmarkArguments arguments, EngineOptions options) {
    try (var engine = Engine.start(arguments.model(), options)) {
      shortBesideLong(engine);
      for (int round = 0; round < arguments.number("rounds", 1); round++) {
        gaps(engine, arguments.number("prompt", 7000));
      }
    }
  }

  private static void shortBesideLong(Engine engine) {
    var order = new ConcurrentLinkedQueue<String>();
    var longer = ask(engine, PROMPT, 500);
    var shorter = ask(engine, PROMPT, 5);
    CompletableFuture.allOf(
            longer.answer.thenRun(() -> order.add("500")),
            shorter.answer.thenRun(() -> order.add("5")))
        .join();
    System.out.printf("answers of 500 and of 5 tokens ended in the order %s%n", order);
  }

  private static void gaps(Engine engine, int promptTokens) {
    var gaps = new Gaps();
    var streams = new ArrayList<Ticket>();
    for (int i = 0; i < STREAMS; i++) {
      var prompt = Prompts.arbitrary(PROMPT, engine.vocabulary());
      var recorder = new Recorder(gaps.stream());
      var _ = recorder.answer.thenRun(gaps::end);
      streams.add(engine.submit(prompt, Sampling.GREEDY, LONGEST, recorder));
    }
    gaps.await(Phase.BEFORE);
    long start = System.nanoTime();
    gaps.enter(Phase.BESIDE);
    ask(engine, promptTokens, 1).answer.join();
    double seconds = (System.nanoTime() - start) / 1e9;
    gaps.enter(Phase.AFTER);
    gaps.await(Phase.AFTER);
    streams.forEach(Ticket::cancel);
    System.out.printf(
        Locale.ROOT,
        "%d answers beside a prompt of %d, which takes %.1f s:%n",
        STREAMS,
        promptTokens,
        seconds);
    report("wall", gaps, Gap::wall);
    report("processor", gaps, Gap::processor);
  }

  private static void report(String name, Gaps gaps, ToLongFunction<Gap> time) {
    double[] calm = gaps.millis(Set.of(Phase.BEFORE, Phase.AFTER), time);
    double[] beside = gaps.millis(Set.of(Phase.BESIDE), time);
    System.out.printf(
        Locale.ROOT,
        "  gaps in ms of %s time: median %.1f, p99 %.1f (before %.1f, after %.1f); beside the prompt,"
            + " %d steps: median %.1f, p99 %.1f; ratio: median %.2f, p99 %.2f%n",
        name,
        at(calm, 0.5),
        at(calm, 0.99),
        at(gaps.millis(Set.of(Phase.BEFORE), time), 0.99),
        at(gaps.millis(Set.of(Phase.AFTER), time), 0.99),
        beside.length / STREAMS,
        at(beside, 0.5),
        at(beside, 0.99),
        at(beside, 0.5) / at(calm, 0.5),
        at(beside, 0.99) / at(calm, 0.99));
  }

  private static Recorder ask(Engine engine, int prompt, int answer) {
    var recorder = new Recorder();
    var ids = Prompts.arbitrary(prompt, engine.vocabulary());
    engine.submit(ids, Sampling.GREEDY, answer, recorder);
    return recorder;
  }

  private static double at(double[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))];
  }

  /**
   * Nanoseconds between two tokens of an answer.
   *
   * @param processor of the engine's own thread: all of it where no other helps
   */
  private record Gap(long wall, long processor) {
    static Gap now() {
      return new Gap(System.nanoTime(), THREADS.getCurrentThreadCpuTime());
    }

    Gap since(Gap before) {
      return new Gap(wall - before.wall, processor - before.processor);
    }
  }

  private enum Phase {
    BEFORE,
    BESIDE,
    AFTER
  }

  /** The gaps of all answers, by what happened beside them. */
  private static final class Gaps {
    private record Timed(Phase phase, Gap gap) {}

    private final List<Timed> all = new ArrayList<>();
    private Phase phase = Phase.BEFORE;
    private boolean ended;

    /** Hears of the tokens of one answer; the first come while others still begin. */
    IntConsumer stream() {
      return new IntConsumer() {
        private Gap last = Gap.now();

        @Override
        public void accept(int tokens) {
          var now = Gap.now();
          if (tokens > STREAMS) {
            add(now.since(last));
          }
          last = now;
        }
      };
    }

    private synchronized void add(Gap gap) {
      all.add(new Timed(phase, gap));
      notifyAll();
    }

    /** An answer came to its end: from now on there are fewer together. */
    synchronized void end() {
      ended = true;
      notifyAll();
    }

    synchronized void enter(Phase next) {
      phase = next;
    }

    /** Until there are so many gaps that their p99 says something. */
    synchronized void await(Phase calm) {
      while (millis(Set.of(calm), Gap::wall).length < CALM * STREAMS) {
        if (ended) {
          throw new IllegalStateException("an answer ended too early");
        }
        try {
          wait();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }

    synchronized double[] millis(Set<Phase> phases, ToLongFunction<Gap> time) {
      return all.stream()
          .filter(timed -> phases.contains(timed.phase))
          .mapToDouble(timed -> time.applyAsLong(timed.gap) / 1e6)
          .sorted()
          .toArray();
    }
  }
}
