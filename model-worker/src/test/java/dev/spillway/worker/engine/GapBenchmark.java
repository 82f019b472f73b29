package dev.spillway.worker.engine;

import dev.spillway.contracts.chat.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What neighbours feel: how long answers pause while a long prompt is read beside them, and whether
 * a short answer waits for a long one.
 */
final class GapBenchmark {
  private static final int STREAMS = 8;
  private static final int PROMPT = 64;
  private static final int CALM = 40;
  private static final int LONGEST = 900;

  private GapBenchmark() {}

  static void run(BenchmarkArguments arguments, EngineOptions options) {
    try (var engine = Engine.start(arguments.model(), options)) {
      shortBesideLong(engine);
      gaps(engine, arguments.number("prompt", 7000));
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
    var streams = new ArrayList<Gaps>();
    var recorders = new ArrayList<Recorder>();
    for (int i = 0; i < STREAMS; i++) {
      var gaps = new Gaps();
      streams.add(gaps);
      var recorder = new Recorder(_ -> gaps.onToken());
      recorders.add(recorder);
      var prompt = Prompts.arbitrary(PROMPT, engine.vocabulary());
      gaps.ticket = engine.submit(prompt, Sampling.GREEDY, LONGEST, recorder);
    }
    streams.forEach(gaps -> gaps.calm.join());
    long start = System.nanoTime();
    ask(engine, promptTokens, 1).answer.join();
    double seconds = (System.nanoTime() - start) / 1e9;
    int alive = (int) recorders.stream().filter(recorder -> !recorder.answer.isDone()).count();
    streams.forEach(Gaps::cancel);
    var before = sorted(streams.stream().map(gaps -> gaps.before).toList());
    var during = sorted(streams.stream().map(gaps -> gaps.during).toList());
    System.out.printf(
        Locale.ROOT,
        "gaps of %d answers, ms: median %.1f, p99 %.1f; while a prompt of %d is read (%.1f s, %d of"
            + " them go on to its end): median %.1f, p99 %.1f; p99 ratio %.2f%n",
        STREAMS,
        at(before, 0.5),
        at(before, 0.99),
        promptTokens,
        seconds,
        alive,
        at(during, 0.5),
        at(during, 0.99),
        at(during, 0.99) / at(before, 0.99));
  }

  private static Recorder ask(Engine engine, int prompt, int answer) {
    var recorder = new Recorder();
    var ids = Prompts.arbitrary(prompt, engine.vocabulary());
    engine.submit(ids, Sampling.GREEDY, answer, recorder);
    return recorder;
  }

  private static double[] sorted(List<List<Long>> nanos) {
    return nanos.stream().flatMap(List::stream).mapToDouble(n -> n / 1e6).sorted().toArray();
  }

  private static double at(double[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))];
  }

  /** The gaps of one answer: some calm ones, then those from there on. */
  private static final class Gaps {
    final List<Long> before = new ArrayList<>();
    final List<Long> during = new ArrayList<>();
    final CompletableFuture<Void> calm = new CompletableFuture<>();
    Ticket ticket = () -> {};
    private int tokens;
    private long last;

    void onToken() {
      long now = System.nanoTime();
      tokens++;
      if (tokens > STREAMS) {
        (before.size() < CALM ? before : during).add(now - last);
      }
      if (before.size() == CALM) {
        calm.complete(null);
      }
      last = now;
    }

    void cancel() {
      ticket.cancel();
    }
  }
}
