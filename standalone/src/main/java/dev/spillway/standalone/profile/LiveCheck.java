package dev.spillway.standalone.profile;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.standalone.console.Bar;
import dev.spillway.standalone.console.Progress;
import dev.spillway.standalone.cost.Profile;
import dev.spillway.standalone.replay.trace.Prefix;
import dev.spillway.standalone.replay.trace.Trace;
import dev.spillway.standalone.replay.trace.TraceRequest;
import dev.spillway.standalone.replay.twin.Distribution;
import dev.spillway.standalone.replay.twin.LengthOracle;
import dev.spillway.standalone.replay.twin.Outcome;
import dev.spillway.standalone.replay.twin.PlacementKind;
import dev.spillway.standalone.replay.twin.SharedStore;
import dev.spillway.standalone.replay.twin.Twin;
import dev.spillway.standalone.replay.twin.WorkerSetup;
import dev.spillway.worker.engine.Engine;
import dev.spillway.worker.engine.EngineOptions;
import dev.spillway.worker.schedule.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Is the twin like the worker? The engine answers drawn requests in real time; the twin then
 * replays what was really sent and how long the answers really were. What clients saw is compared.
 *
 * <p>Rounds of requests alternate with rounds of measuring steps, because a machine's speed drifts,
 * most of all one that others use too.
 */
final class LiveCheck {
  static final int MOST_REQUESTS = 2_000;
  private static final int FEWEST_REQUESTS = 20;
  private static final int ROUNDS = 10;
  private static final int BENCH_ROUNDS = 1;

  /** Shares of the capacity that are tried in turns. */
  private static final List<Double> LOADS = List.of(0.4, 0.7);

  private static final int MEDIAN_PROMPT = 128;
  private static final long SEED = 7;

  /** The percentiles that are compared. */
  private record Seen(Distribution timeToFirst, Distribution timePerToken) {}

  /** What was sent at a load, and what became of it. */
  private record Played(double load, Trace trace, List<LiveRequest> requests) {}

  private final Engine engine;
  private final EngineOptions options;
  private final Supplier<Profile> profile;
  private final double seconds;
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<Played> played = new ArrayList<>();

  /**
   * @param profile as far as it is measured
   * @param seconds of requests, in all rounds together
   */
  LiveCheck(Engine engine, EngineOptions options, Supplier<Profile> profile, double seconds) {
    this.engine = engine;
    this.options = options;
    this.profile = profile;
    this.seconds = seconds;
  }

  String run(Workbench bench, Progress.Phase phase) {
    var bar = new Bar(phase, ROUNDS, "rounds");
    int answered = 0;
    for (int round = 0; round < ROUNDS; round++) {
      for (double load : LOADS) {
        for (int i = 0; i < BENCH_ROUNDS; i++) {
          bench.round();
        }
        answered += play(load, draw(load));
      }
      bar.at(round + 1L);
    }
    return "%d requests".formatted(answered);
  }

  /** Requests of one round. */
  private Trace draw(double load) {
    var some = requests(FEWEST_REQUESTS * 10);
    double rate = load * twin().capacity(some, ended -> {});
    double time = seconds / ROUNDS / LOADS.size();
    var all = requests((int) Math.clamp(rate * time, FEWEST_REQUESTS, MOST_REQUESTS));
    return all.stretched(all.rate() / rate);
  }

  private Trace requests(int count) {
    int context = engine.contextLength();
    var drawn = new ArrayList<TraceRequest>();
    double seconds = 0;
    for (int i = 0; i < count; i++) {
      double prompt =
          Math.min(context / 8.0, MEDIAN_PROMPT) * Math.exp(0.7 * random.nextGaussian());
      int promptTokens = (int) Math.clamp(prompt, 1, context / 2.0);
      int answerTokens = random.nextInt(2, Math.max(3, Math.min(48, context / 4)));
      drawn.add(
          new TraceRequest(Math.round(1e9 * seconds), promptTokens, answerTokens, Prefix.NONE));
      seconds -= Math.log(1 - random.nextDouble());
    }
    return new Trace("live", "drawn", drawn);
  }

  private int play(double load, Trace trace) {
    var requests = trace.requests().stream().map(LiveRequest::new).toList();
    var prompts =
        trace.requests().stream()
            .map(r -> random.ints(r.promptTokens(), 0, engine.vocabulary()).toArray())
            .toList();
    long start = System.nanoTime();
    for (int i = 0; i < requests.size(); i++) {
      long due = start + trace.requests().get(i).arrival();
      for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
        LockSupport.parkNanos(due - now);
      }
      requests.get(i).sent(System.nanoTime());
      engine.submit(prompts.get(i), Sampling.GREEDY, maxTokens(), requests.get(i));
    }
    requests.forEach(LiveRequest::join);
    var sent = new Trace("live", "drawn", requests.stream().map(r -> r.asTrace(start)).toList());
    played.add(new Played(load, sent, requests));
    return requests.size();
  }

  private int maxTokens() {
    return engine.contextLength() / 4;
  }

  private Twin twin() {
    var measured = profile.get();
    var limits = new Limits(options.maxRunning(), MOST_REQUESTS, options.stepTokens());
    var setup =
        new WorkerSetup(
            options.policy(),
            limits,
            measured.blocks(),
            maxTokens(),
            measured.cost(),
            SharedStore.NONE);
    return new Twin(setup, 1, PlacementKind.ROUND_ROBIN, LengthOracle.parse("none", SEED), SEED);
  }

  /** What clients saw, and what they would have seen of the twin. */
  String table() {
    var text = new StringBuilder();
    LOADS.forEach(load -> table(load, text));
    return text.toString();
  }

  private void table(double load, StringBuilder text) {
    var rounds = played.stream().filter(p -> p.load() == load).toList();
    var requests = rounds.stream().flatMap(p -> p.requests().stream()).toList();
    var measured =
        seen(
            requests.stream().map(LiveRequest::timeToFirst),
            requests.stream().filter(r -> r.tokens() > 1).map(LiveRequest::timePerToken));
    var twin = twin();
    var outcomes =
        rounds.stream()
            .flatMap(p -> twin.play(p.trace(), ended -> {}).outcomes().stream())
            .toList();
    var simulated =
        seen(
            outcomes.stream().map(Outcome::timeToFirst),
            outcomes.stream().filter(o -> o.answerTokens() > 1).map(Outcome::timePerToken));
    text.append(
        String.format(
            Locale.ROOT,
            "%d requests, %.0f a second: %.1f of the capacity%n",
            requests.size(),
            rounds.stream().mapToDouble(p -> p.trace().rate()).average().orElse(0),
            load));
    text.append("                            measured  simulated  ratio\n");
    row(text, "time to first token, p50", measured.timeToFirst, simulated.timeToFirst, 50);
    row(text, "  p95", measured.timeToFirst, simulated.timeToFirst, 95);
    row(text, "time per output token, p50", measured.timePerToken, simulated.timePerToken, 50);
    row(text, "  p95", measured.timePerToken, simulated.timePerToken, 95);
  }

  private static Seen seen(Stream<Double> first, Stream<Double> others) {
    return new Seen(
        Distribution.of(first.mapToDouble(Double::doubleValue)),
        Distribution.of(others.mapToDouble(Double::doubleValue)));
  }

  private static void row(
      StringBuilder text, String name, Distribution measured, Distribution simulated, int percent) {
    double live = measured.percentile(percent);
    double twin = simulated.percentile(percent);
    text.append(
        String.format(
            Locale.ROOT,
            "%-26s %6.3f ms  %6.3f ms  %5.2f%n",
            name,
            1e3 * live,
            1e3 * twin,
            twin / live));
  }
}
