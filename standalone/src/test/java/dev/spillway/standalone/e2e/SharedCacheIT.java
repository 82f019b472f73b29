package dev.spillway.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.testkit.Await;
import dev.spillway.testkit.Ports;
import dev.spillway.testkit.Stores;
import dev.spillway.testkit.TemporaryFolder;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What one worker's process computed serves another's, through Redis. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SharedCacheIT {
  private static final String LONG_QUESTION =
      "You are asked about numbers. " + "Remember what was said. ".repeat(40) + "What is 3 + 4?";

  @Test
  void what_a_worker_computed_is_loaded_by_the_one_that_takes_its_place() throws Exception {
    var home = TemporaryFolder.create("spillway-e2e-shared");
    var base = URI.create("http://localhost:" + Ports.free());
    var workerPort = Ports.free();
    try (var gateway =
        Spawned.start(
            Map.of(
                "SPILLWAY_HOME", home.toString(),
                "SPILLWAY_PORT", Integer.toString(base.getPort()),
                "SPILLWAY_WORKERS", "localhost:" + workerPort,
                "SPILLWAY_DATABASE_URL", Stores.shared().databaseUrl(),
                "SPILLWAY_REDIS_URL", Stores.shared().redisUrl()),
            "gateway")) {
      var api = new Api(base);
      var question = Api.question("demo-large", LONG_QUESTION);
      Api.Reply cold;
      try (var worker = worker(workerPort)) {
        gateway.awaitOk(base.resolve("/q/health/ready"));
        cold = api.chat(question);
        assertThat(cached(cold)).isZero();
        awaitWritten(URI.create("http://localhost:%d/q/metrics".formatted(workerPort)));
        assertThat(worker.terminate()).as(worker.output()).isIn(0, 143);
      }
      try (var worker = worker(workerPort)) {
        gateway.awaitOk(base.resolve("/q/health/ready"));
        var warm = api.chat(question);
        assertThat(warm.content()).isEqualTo(cold.content()).isNotEmpty();
        assertThat(cached(warm)).as(worker.output()).isPositive();
      }
    } finally {
      TemporaryFolder.delete(home);
    }
  }

  /** It loads all there is, however fast this machine computes at the moment. */
  private static Spawned worker(int port) {
    return Spawned.start(
            Map.of(
                "SPILLWAY_PORT", Integer.toString(port),
                "SPILLWAY_REDIS_URL", Stores.shared().redisUrl(),
                "SPILLWAY_JAVA_OPTS", "-Dspillway.worker.shared-cache.load=all"),
            "worker")
        .awaitOk(URI.create("http://localhost:%d/q/health/ready".formatted(port)));
  }

  private static int cached(Api.Reply reply) {
    return reply.json().at("/usage/prompt_tokens_details/cached_tokens").asInt();
  }

  private static void awaitWritten(URI metrics) {
    Await.until(
        () -> Metrics.read(metrics).sum("spillway_worker_shared_cache_written_total") > 0,
        () -> "nothing was written");
  }
}
