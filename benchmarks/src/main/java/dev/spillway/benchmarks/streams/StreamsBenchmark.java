package dev.spillway.benchmarks.streams;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Reads many streams at the same time, directly from an engine of its own and through a gateway in
 * front of it, in turn. {@code benchmarks/overhead.py} starts the gateway.
 *
 * <p>Arguments: the engine's port, the gateway's URL up to {@code /v1}, a key, streams at once,
 * frames of each, milliseconds between them, rounds; and seconds of a soak, after which it ends
 * instead, having asked the gateway alone all the time.
 */
public final class StreamsBenchmark {
  /** A stream is lost that takes this much longer than it should. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final HttpClient client =
      vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(10_000).setTcpNoDelay(true));
  private final int streams;
  private final int frames;
  private final int gap;

  private StreamsBenchmark(int streams, int frames, int gap) {
    this.streams = streams;
    this.frames = frames;
    this.gap = gap;
  }

  public static void main(String[] args) throws Exception {
    var benchmark =
        new StreamsBenchmark(
            Integer.parseInt(args[3]), Integer.parseInt(args[4]), Integer.parseInt(args[5]));
    int port = Integer.parseInt(args[0]);
    var targets = Map.of("direct", "http://127.0.0.1:%d/v1".formatted(port), "gateway", args[1]);
    try {
      benchmark.start(port);
      if (args.length > 7) {
        benchmark.soak(args[1], args[2], Duration.ofSeconds(Long.parseLong(args[7])));
      } else {
        benchmark.compare(targets, args[2], Integer.parseInt(args[6]));
      }
    } finally {
      benchmark.vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private void start(int port) {
    new PacedEngine(vertx, frames, gap).listen(port);
  }

  private void compare(Map<String, String> targets, String key, int rounds) throws Exception {
    var names = targets.keySet().stream().sorted().toList();
    for (int round = 0; round <= rounds; round++) {
      for (var name : names) {
        var result = together(targets.getOrDefault(name, ""), name.equals("direct") ? "" : key);
        if (round > 0) {
          print(name, result);
        }
      }
    }
  }

  private void soak(String url, String key, Duration length) throws Exception {
    long end = System.nanoTime() + length.toNanos();
    long whole = 0;
    long broken = 0;
    while (System.nanoTime() < end) {
      var result = together(url, key);
      whole += streams - result.lost();
      broken += result.lost();
      result.broken.forEach((why, times) -> System.out.printf("%d broken: %s%n", times, why));
    }
    System.out.printf("soak: %d streams whole, %d broken%n", whole, broken);
  }

  private Result together(String url, String key) throws Exception {
    var result = new Result();
    var reads = new ArrayList<Future<Boolean>>();
    var context = vertx.getOrCreateContext();
    var all =
        Future.<Void>future(
            promise ->
                context.runOnContext(
                    now -> {
                      for (int i = 0; i < streams; i++) {
                        reads.add(Stream.read(client, url, key, frames, result));
                      }
                      Future.join(reads).<Void>mapEmpty().onComplete(promise);
                    }));
    all.toCompletionStage()
        .toCompletableFuture()
        .get(PATIENCE.toMillis() + (long) frames * gap, TimeUnit.MILLISECONDS);
    return result;
  }

  private void print(String name, Result result) {
    System.out.printf(
        "%-8s first frame %7.2f %7.2f ms  under way %6.2f %6.2f ms  gap %6.2f %6.2f ms  frames %d of"
            + " %d  broken %d%n",
        name,
        result.first.percentile(50),
        result.first.percentile(99),
        result.underWay.percentile(50),
        result.underWay.percentile(99),
        result.gaps.percentile(50),
        result.gaps.percentile(99),
        result.underWay.count(),
        streams * frames,
        result.lost());
    result.broken.forEach((why, times) -> System.out.printf("%d broken: %s%n", times, why));
  }
}
