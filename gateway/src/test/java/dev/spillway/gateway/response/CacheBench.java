package dev.spillway.gateway.response;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.spillway.cache.similar.NearQuestions;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.gateway.cascade.Bench;
import dev.spillway.gateway.cascade.CascadeMeters;
import dev.spillway.gateway.cascade.CascadeRequest;
import dev.spillway.gateway.cascade.RecordedAnswer;
import dev.spillway.gateway.config.ResponsesConfig.Keep;
import dev.spillway.gateway.meaning.MeaningFirst;
import dev.spillway.gateway.meaning.QuestionMeanings;
import dev.spillway.router.policy.Conduct;
import dev.spillway.router.policy.Rule;
import dev.spillway.testkit.StubWorker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A cache in front of a cascade whose worker is a stub. */
final class CacheBench {
  static final int FOLLOWERS = 5;
  static final ResponseCache.Limits LIMITS =
      new ResponseCache.Limits(Keep.REPEATABLE, 20_000, true, 10, FOLLOWERS);

  final StubWorker worker;
  final MemoryStore store = new MemoryStore();
  final Bench bench;

  /** One: a gauge is of whoever registers it first. */
  private final ResponseMeters meters;

  final NearQuestions questions = new NearQuestions(10, 1_000_000);

  /** How a question is embedded. */
  Function<String, CompletionStage<Embeddings>> embedder =
      question -> {
        throw new AssertionError("nothing is embedded unless a policy says so");
      };

  /** One for each client, in the order in which they came. */
  final List<CountedPurse> purses = new ArrayList<>();

  ResponseCache cache;

  CacheBench() {
    this(1);
  }

  /**
   * @param tiers of which the worker serves the last
   */
  CacheBench(int tiers) {
    worker = new StubWorker("w", "m" + (tiers - 1));
    bench = new Bench(tiers, List.of(worker));
    meters = new ResponseMeters(bench.meters);
    bench.namespaces.use("a secret of the test".getBytes(UTF_8));
    cache = cache(LIMITS);
  }

  /**
   * Two tiers.
   *
   * @param embedder what a question is embedded as
   */
  CacheBench(Rule rule, Conduct conduct, Function<String, CompletionStage<Embeddings>> embedder) {
    worker = new StubWorker("w", "m0", "m1");
    bench = new Bench(2, List.of(worker), rule);
    bench.conduct = conduct;
    meters = new ResponseMeters(bench.meters);
    bench.namespaces.use("a secret of the test".getBytes(UTF_8));
    this.embedder = embedder;
    cache = cache(LIMITS);
  }

  ResponseCache cache(ResponseCache.Limits limits) {
    return new ResponseCache(
        new MeaningFirst(
            bench.answers(),
            new QuestionMeanings(
                (texts, timeout) -> embedder.apply(texts.getFirst()),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofMillis(1)),
            Duration.ofMillis(50),
            bench.meters),
        store,
        new SimilarAnswers(question -> embedder.apply(question), questions, store, meters),
        bench.namespaces,
        new Models(bench.workers.pool()::fingerprints),
        meters,
        new CascadeMeters(bench.meters),
        bench.trails::add,
        () -> Instant.ofEpochSecond(1_000).plusNanos(bench.loop.nanoTime()),
        limits);
  }

  CascadeRequest greedy(boolean streamed) {
    return bench.request("r", "tenant", Sampling.GREEDY, streamed);
  }

  /** A client that has asked and not read yet. */
  RecordedAnswer open(CascadeRequest request, CacheControl control) {
    var answer = new RecordedAnswer();
    var purse = new CountedPurse();
    purses.add(purse);
    cache.answer(request, purse, control, bench.loop).subscribe(answer);
    bench.loop.run();
    return answer;
  }

  /** A client that reads all there is. */
  RecordedAnswer ask(CascadeRequest request, CacheControl control) {
    var answer = open(request, control);
    read(answer, Long.MAX_VALUE);
    return answer;
  }

  RecordedAnswer ask(boolean streamed) {
    return ask(greedy(streamed), CacheControl.NONE);
  }

  void read(RecordedAnswer answer, long events) {
    requireNonNull(answer.subscription).request(events);
    bench.loop.run();
  }

  void leave(RecordedAnswer answer) {
    requireNonNull(answer.subscription).cancel();
    bench.loop.run();
  }

  /** Lets others say what they have to say now. */
  void run() {
    bench.loop.run();
  }

  void pass(Duration time) {
    bench.loop.pass(time);
  }

  /** Calls of the worker so far. */
  int calls() {
    return worker.calls().size();
  }

  /** Answers by where they came from. */
  double used(String result) {
    return bench
        .meters
        .find("spillway.response.cache.requests")
        .tag("result", result)
        .counters()
        .stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  /** Similar questions that were looked for, by what came of it. */
  double similar(String outcome) {
    return bench
        .meters
        .find("spillway.response.cache.similar")
        .tag("outcome", outcome)
        .counters()
        .stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  double gauge(String name) {
    return requireNonNull(bench.meters.find("spillway.response.cache." + name).gauge()).value();
  }
}
