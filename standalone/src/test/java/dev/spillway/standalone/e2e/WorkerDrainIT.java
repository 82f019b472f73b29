package dev.spillway.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.testkit.Ports;
import dev.spillway.testkit.Stores;
import dev.spillway.testkit.TemporaryFolder;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A worker's process that is told to stop, as a rolling update does, in the midst of its work. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WorkerDrainIT {
  private static final int CLIENTS = 8;
  private static final String QUESTION = "Count from 1 to 40.";

  /** What one client saw: the answers it got, and the status that ended its work. */
  private record Seen(List<String> answers, int refusedWith) {}

  @Test
  void a_worker_that_is_told_to_stop_finishes_what_it_began_and_refuses_the_rest()
      throws Exception {
    var home = TemporaryFolder.create("spillway-e2e-drain");
    var workerPort = Ports.free();
    var base = URI.create("http://localhost:" + Ports.free());
    try (var worker =
            Spawned.start(Map.of("SPILLWAY_PORT", Integer.toString(workerPort)), "worker")
                .awaitOk(URI.create("http://localhost:%d/q/health/ready".formatted(workerPort)));
        var gateway =
            Spawned.start(
                    Map.of(
                        "SPILLWAY_HOME", home.toString(),
                        "SPILLWAY_PORT", Integer.toString(base.getPort()),
                        "SPILLWAY_WORKERS", "localhost:" + workerPort,
                        "SPILLWAY_DATABASE_URL", Stores.shared().databaseUrl(),
                        "SPILLWAY_REDIS_URL", Stores.shared().redisUrl()),
                    "gateway")
                .awaitOk(base.resolve("/q/health/ready"));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var api = new Api(base);
      var undisturbed = api.stream(Api.question("demo-large", QUESTION)).content();
      var streaming = new Semaphore(0);
      var stopping = new AtomicBoolean();
      var clients =
          IntStream.range(0, CLIENTS)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () -> askUntilRefused(api, streaming, stopping), threads))
              .toList();
      streaming.acquire(2 * CLIENTS);
      stopping.set(true);
      assertThat(worker.terminate()).as(worker.output()).isIn(0, 143);
      for (var client : clients) {
        var seen = client.join();
        assertThat(seen.answers()).containsOnly(undisturbed);
        // 502 where the connection closed under a call that had not been heard yet.
        assertThat(seen.refusedWith()).isIn(502, 503);
      }
      assertThat(gateway.output()).doesNotContain("Exception");
    } finally {
      TemporaryFolder.delete(home);
    }
  }

  /**
   * One stream after the other. A stream that began must end with its whole text: only a request
   * that got no byte yet may be refused.
   */
  private static Seen askUntilRefused(Api api, Semaphore streaming, AtomicBoolean stopping) {
    var answers = new ArrayList<String>();
    while (true) {
      var streamed = api.stream(Api.question("demo-large", QUESTION));
      if (streamed.response().statusCode() != 200) {
        assertThat(stopping).as("refused before the worker was stopped").isTrue();
        return new Seen(answers, streamed.response().statusCode());
      }
      assertThat(streamed.done()).as("the stream ends as it should").isTrue();
      answers.add(streamed.content());
      streaming.release();
    }
  }
}
