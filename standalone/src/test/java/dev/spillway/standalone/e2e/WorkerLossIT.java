package dev.spillway.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spillway.testkit.Ports;
import dev.spillway.testkit.Stores;
import dev.spillway.testkit.TemporaryFolder;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Worker processes that go away in the midst of answers, which go on at the others. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WorkerLossIT {
  private static final int STREAMS = 50;

  /** Of all streams together: many are under way then, and none has ended. */
  private static final int CHUNKS = 3 * STREAMS;

  /** So that nothing but its silent probe tells that a worker is gone. */
  private static final String NEVER_TOO_LONG =
      "-Dspillway.gateway.worker.first-event-timeout=10m -Dspillway.gateway.worker.idle-timeout=10m";

  private static Path home;
  private static List<Spawned> workers;
  private static Spawned gateway;
  private static URI base;

  @BeforeAll
  static void start() {
    home = TemporaryFolder.create("spillway-e2e-loss");
    base = URI.create("http://localhost:" + Ports.free());
    // Each test loses one, in any order.
    var ports = Stream.generate(Ports::free).limit(4).toList();
    workers = ports.stream().map(WorkerLossIT::worker).toList();
    for (int i = 0; i < ports.size(); i++) {
      workers
          .get(i)
          .awaitOk(URI.create("http://localhost:%d/q/health/ready".formatted(ports.get(i))));
    }
    gateway =
        Spawned.start(
                Map.of(
                    "SPILLWAY_HOME", home.toString(),
                    "SPILLWAY_PORT", Integer.toString(base.getPort()),
                    "SPILLWAY_WORKERS",
                        ports.stream().map(p -> "localhost:" + p).collect(Collectors.joining(",")),
                    "SPILLWAY_JAVA_OPTS", NEVER_TOO_LONG,
                    "SPILLWAY_DATABASE_URL", Stores.shared().databaseUrl(),
                    "SPILLWAY_REDIS_URL", Stores.shared().redisUrl()),
                "gateway")
            .awaitOk(base.resolve("/q/health/ready"));
  }

  private static Spawned worker(int port) {
    return Spawned.start(
        Map.of("SPILLWAY_PORT", Integer.toString(port), "SPILLWAY_WORKER_HAND_OVER_AFTER", "0s"),
        "worker");
  }

  @AfterAll
  static void stop() {
    gateway.close();
    workers.forEach(Spawned::close);
    TemporaryFolder.delete(home);
  }

  @Test
  void a_worker_that_is_killed_costs_no_stream_a_token() throws Exception {
    assertWholeStreams(() -> workers.get(0).kill());
  }

  @Test
  void a_worker_that_is_told_to_stop_hands_its_streams_over() throws Exception {
    assertWholeStreams(
        () -> assertThat(workers.get(1).terminate()).as(workers.get(1).output()).isIn(0, 143));
  }

  @Test
  void a_worker_that_says_nothing_more_on_connections_that_stay_open_costs_no_stream_a_token()
      throws Exception {
    try {
      assertWholeStreams(() -> workers.get(2).signal("STOP"));
    } finally {
      workers.get(2).signal("CONT");
    }
  }

  private interface Loss {
    void happen() throws Exception;
  }

  private static void assertWholeStreams(Loss loss) throws Exception {
    var api = new Api(base);
    var undisturbed = api.stream(question());
    double before = resumed();
    var chunks = new Semaphore(0);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var streams =
          Stream.generate(
                  () ->
                      CompletableFuture.supplyAsync(
                          () -> api.stream(question(), chunks::release), threads))
              .limit(STREAMS)
              .toList();
      chunks.acquire(CHUNKS);
      loss.happen();
      for (var stream : streams) {
        var streamed = stream.join();
        assertThat(streamed.response().statusCode()).isEqualTo(200);
        assertThat(streamed.content()).isEqualTo(undisturbed.content());
        assertThat(streamed.done()).as("the stream ends as it should").isTrue();
        assertThat(tokens(streamed)).isEqualTo(tokens(undisturbed));
      }
    }
    assertThat(resumed()).as("answers that went on elsewhere").isGreaterThan(before);
    // That a machine with more to do than it can answers some questions late is told in a line. And
    // Vert.x reports a call that it had failed with its connection and that is answered by what was
    // read of it before; nobody hears of that answer.
    assertThat(gateway.output()).as("failures of ours").doesNotContain("\tat dev.spillway.");
  }

  private static ObjectNode question() {
    return Api.question("demo-large", "Count from 1 to 40.");
  }

  /** Of the prompt and of the answer. */
  private static List<Integer> tokens(Api.Streamed streamed) {
    var usage = streamed.last().path("usage");
    return List.of(usage.path("prompt_tokens").asInt(), usage.path("completion_tokens").asInt());
  }

  private static double resumed() {
    return Metrics.read(base.resolve("/q/metrics"))
        .sumSoFar("spillway_streams_resumed_total", "outcome=\"resumed\"");
  }
}
