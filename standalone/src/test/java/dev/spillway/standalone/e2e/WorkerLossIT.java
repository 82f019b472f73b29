package dev.spillway.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spillway.testkit.Ports;
import dev.spillway.testkit.Stores;
import dev.spillway.testkit.TemporaryFolder;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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
  private static Map<URI, Spawned> workers;
  private static Spawned gateway;
  private static URI base;

  @BeforeAll
  static void start() {
    home = TemporaryFolder.create("spillway-e2e-loss");
    base = URI.create("http://localhost:" + Ports.free());
    // Each test loses one, in any order.
    var ports = Stream.generate(Ports::free).limit(4).toList();
    workers =
        ports.stream()
            .collect(
                Collectors.toMap(
                    port -> URI.create("http://localhost:" + port), WorkerLossIT::worker));
    workers.forEach((at, worker) -> worker.awaitOk(at.resolve("/q/health/ready")));
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
    workers.values().forEach(Spawned::close);
    TemporaryFolder.delete(home);
  }

  @Test
  void a_worker_that_is_killed_costs_no_stream_a_token() throws Exception {
    assertWholeStreams(Spawned::kill);
  }

  @Test
  void a_worker_that_is_told_to_stop_hands_its_streams_over() throws Exception {
    assertWholeStreams(worker -> assertThat(worker.terminate()).as(worker.output()).isIn(0, 143));
  }

  @Test
  void a_worker_that_says_nothing_more_on_connections_that_stay_open_costs_no_stream_a_token()
      throws Exception {
    var silenced = new ArrayList<Spawned>();
    try {
      assertWholeStreams(
          worker -> {
            silenced.add(worker);
            worker.signal("STOP");
          });
    } finally {
      for (var worker : silenced) {
        worker.signal("CONT");
      }
    }
  }

  private interface Loss {
    void happen(Spawned worker) throws Exception;
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
      loss.happen(workers.get(busiest()));
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

  /** Who is measured to be slow gets few requests, maybe none: to lose it would show nothing. */
  private static URI busiest() {
    return Collections.max(
        workers.keySet().stream().filter(at -> workers.get(at).isAlive()).toList(),
        Comparator.comparingDouble(WorkerLossIT::answering));
  }

  private static double answering(URI worker) {
    return Metrics.read(worker.resolve("/q/metrics")).sumSoFar("spillway_worker_requests_running");
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
