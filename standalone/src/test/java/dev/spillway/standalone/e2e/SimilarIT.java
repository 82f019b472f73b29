package dev.spillway.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.testkit.Await;
import dev.spillway.testkit.Ports;
import dev.spillway.testkit.Stores;
import dev.spillway.testkit.TemporaryFolder;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * Answers to questions in other words: the real embedder in a worker's process, another's gateway.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SimilarIT {
  private static final String ADMIN_KEY = "spw-admin-known-to-the-tests";
  private static final String POLICY = "similar";

  private static Path home;
  private static Spawned worker;
  private static Spawned gateway;
  private static URI workerMetrics;
  private static URI gatewayMetrics;
  private static Api api;

  @BeforeAll
  static void start() {
    home = TemporaryFolder.create("spillway-e2e-similar");
    var base = URI.create("http://localhost:" + Ports.free());
    var at = URI.create("http://localhost:" + Ports.free());
    gatewayMetrics = base.resolve("/q/metrics");
    workerMetrics = at.resolve("/q/metrics");
    worker = Spawned.start(Map.of("SPILLWAY_PORT", Integer.toString(at.getPort())), "worker");
    gateway =
        Spawned.start(
            Map.of(
                "SPILLWAY_HOME", home.toString(),
                "SPILLWAY_PORT", Integer.toString(base.getPort()),
                "SPILLWAY_WORKERS", "localhost:" + at.getPort(),
                "SPILLWAY_DATABASE_URL", Stores.shared().databaseUrl(),
                "SPILLWAY_REDIS_URL", Stores.shared().redisUrl(),
                "SPILLWAY_JAVA_OPTS", "-Dspillway.gateway.admin-key=" + ADMIN_KEY),
            "gateway");
    worker.awaitOk(at.resolve("/q/health/ready"));
    gateway.awaitOk(base.resolve("/q/health/ready"));
    api = new Api(base, "max-age=3600");
    var made =
        api.put(
            "/admin/v1/policies/" + POLICY,
            ADMIN_KEY,
            """
            {"router": "demo-pair-2", "worth_usd": 0.00011,
             "conduct": {"similar": {"cosine": 0.8, "confidence": 0.01}}}""");
    assertThat(made.status()).as(made.json().toString()).isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    worker.close();
    TemporaryFolder.delete(home);
  }

  private static String ask(String question) {
    var reply = api.chat(Api.question(POLICY, question).put("max_tokens", 24));
    assertThat(reply.status()).as(reply.json().toString()).isEqualTo(200);
    return reply.header("x-spillway-cache");
  }

  /** Asks until the answer is kept, which is after it was given. */
  private static void keep(String question) {
    assertThat(ask(question)).isEqualTo("miss");
    Await.until(() -> ask(question).equals("hit"), () -> "nothing was kept\n" + gateway.output());
  }

  private static boolean worker(String state) {
    return Metrics.read(workerMetrics).sumSoFar("spillway_worker_embedder", state) == 1;
  }

  private static double gateway(String metric, String label) {
    return Metrics.read(gatewayMetrics).sumSoFar(metric, label);
  }

  @Test
  void a_paraphrase_is_answered_with_what_was_kept_and_an_opposite_is_computed() {
    assertThat(worker("\"idle\"")).as("nothing is loaded before it is asked for").isTrue();
    // The first text makes the worker load its model, for which the gateway does not wait.
    Await.until(
        () -> {
          ask("What is %d + 1?".formatted(System.nanoTime() % 1_000_000));
          return gateway("spillway_embeddings_total", "\"done\"") > 0;
        },
        () -> "nothing was embedded\n" + worker.output() + gateway.output());
    assertThat(worker("\"ready\"")).isTrue();

    keep("What is the capital of France?");
    var again =
        api.chat(
            Api.question(POLICY, "Please tell me the capital of France.").put("max_tokens", 24));
    assertThat(again.header("x-spillway-cache"))
        .as(String.join("\n", Metrics.read(gatewayMetrics).lines()))
        .isEqualTo("similar");
    assertThat(again.content()).contains("Paris");
    assertThat(Double.parseDouble(again.header("x-spillway-similarity"))).isBetween(0.8, 1.0);
    assertThat(again.header("x-spillway-cost-usd")).isEqualTo("0");

    keep("How do I enable 2FA?");
    assertThat(ask("How do I disable 2FA?")).isEqualTo("miss");
    assertThat(gateway("spillway_response_cache_similar_total", "\"opposite\""))
        .as("they were near, and told apart")
        .isEqualTo(1);
  }
}
