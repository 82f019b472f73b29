package dev.spillway.benchmarks.sharing;

import dev.spillway.cache.BlockStore;
import dev.spillway.cache.RedisBlockStore;
import dev.spillway.cache.TextOwner;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.testkit.Stores;
import dev.spillway.worker.engine.Branch;
import dev.spillway.worker.engine.Engine;
import dev.spillway.worker.engine.EngineOptions;
import dev.spillway.worker.engine.LoadPolicy;
import dev.spillway.worker.engine.Sharing;
import dev.spillway.worker.format.GgufFile;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Time to the first token of a prompt that another engine has read before, over one Redis that is
 * throttled: computing all, loading all, and what is measured to be best take turns. Each time a
 * new engine that has computed nothing.
 */
public final class SharingBenchmark {
  private static final String TENANT = "benchmark";
  private static final int ANSWER = 8;
  private static final Duration LIFE = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long MEMORY = 1L << 30;

  private final GgufFile file;
  private final EngineOptions options;
  private final int[] prompt;
  private final Vertx vertx = Vertx.vertx();

  private SharingBenchmark(GgufFile file, EngineOptions options, int[] prompt) {
    this.file = file;
    this.options = options;
    this.prompt = prompt;
  }

  public static void main(String[] args) throws Exception {
    if (args.length < 1) {
      System.err.println(
          "sharing: name a model file, and if you like MB/s and the prompt's length");
      System.exit(2);
    }
    var speeds = (args.length > 1 ? args[1] : "1,4,16,64,256,0").split(",", -1);
    int length = args.length > 2 ? Integer.parseInt(args[2]) : 2000;
    var options = EngineOptions.DEFAULTS.withKvBytes(MEMORY).withMaxRunning(4);
    try (var file = GgufFile.open(Path.of(args[0]))) {
      int[] prompt = new SplittableRandom(1).ints(length, 3, 1000).toArray();
      var benchmark = new SharingBenchmark(file, options, prompt);
      benchmark.fill();
      System.out.println(
          "| Redis, MB/s | compute all, s | load all, s | measured, s | / better | tokens loaded |");
      System.out.println("|---|---|---|---|---|---|");
      for (var speed : speeds) {
        benchmark.measure(Double.parseDouble(speed));
      }
      benchmark.vertx.close().toCompletionStage().toCompletableFuture().join();
    }
    // The embedded servers end with the process.
    System.exit(0);
  }

  /** Lets the store have what is to be loaded. */
  private void fill() throws InterruptedException {
    System.err.println("reading the prompt for the first time ...");
    try (var store = store(Stores.shared().redisUrl());
        var engine = engine(store, LoadPolicy.NONE)) {
      ask(engine, TENANT);
      long before = -1;
      while (store.stats().writingBytes() > 0 || store.stats().written() != before) {
        before = store.stats().written();
        TimeUnit.MILLISECONDS.sleep(500);
      }
      System.err.printf(Locale.ROOT, "%d values are in Redis%n", before);
    }
  }

  private void measure(double megabytes) throws IOException, InterruptedException {
    double bytes = megabytes == 0 ? Double.POSITIVE_INFINITY : megabytes * 1e6;
    var redis = Stores.shared().redis();
    try (var proxy = new ThrottledProxy(redis.host(), redis.port(), bytes);
        var store = store(proxy.url())) {
      var all = new ArrayList<FirstToken.Seen>();
      for (var policy : List.of(LoadPolicy.NONE, LoadPolicy.ALL, LoadPolicy.MEASURED)) {
        try (var engine = engine(store, policy)) {
          TimeUnit.SECONDS.sleep(4);
          all.add(ask(engine, policy == LoadPolicy.NONE ? "" : TENANT));
        }
      }
      for (var seen : all) {
        if (!seen.tokens().equals(all.getFirst().tokens())) {
          throw new IllegalStateException("the answers differ: " + all);
        }
      }
      double better = Math.min(all.get(0).seconds(), all.get(1).seconds());
      System.out.printf(
          Locale.ROOT,
          "| %s | %.2f | %.2f | %.2f | %.2f | %d |%n",
          megabytes == 0 ? "unlimited" : Double.toString(megabytes),
          all.get(0).seconds(),
          all.get(1).seconds(),
          all.get(2).seconds(),
          all.get(2).seconds() / better,
          all.get(2).cached());
    }
  }

  private RedisBlockStore store(String url) {
    var redis = new RedisOptions().setConnectionString(url);
    return new RedisBlockStore(vertx, redis, LIFE, PATIENCE, MEMORY);
  }

  private Engine engine(BlockStore store, LoadPolicy policy) {
    return Engine.start(
        file, options, new Sharing(store, file.fingerprint(), policy, 32 << 20, MEMORY, true));
  }

  private FirstToken.Seen ask(Engine engine, String namespace) {
    var listener = new FirstToken();
    engine.resume(
        prompt,
        new int[0],
        ANSWER,
        OptionalInt.empty(),
        TextOwner.of(namespace),
        new Branch(Sampling.GREEDY, listener));
    return listener.await();
  }
}
