package dev.spillway.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spillway.testkit.Await;
import dev.spillway.testkit.Ports;
import dev.spillway.testkit.Stores;
import dev.spillway.testkit.TemporaryFolder;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What a listed prompt of one project saves another one, at another worker's process. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SharedPromptIT {
  private static final String ADMIN_KEY = "spw-admin-known-to-the-tests";

  /** Tokens that go to Redis together. */
  private static final int GROUP = 128;

  private static final String LISTED =
      "You are the assistant of Acme. " + "Remember what was said. ".repeat(40);
  private static final String LONG = "My own words are these. ".repeat(30);

  @Test
  void law_tenants_share_what_is_listed_and_nothing_else() throws Exception {
    var home = TemporaryFolder.create("spillway-e2e-shared-prompt");
    var base = URI.create("http://localhost:" + Ports.free());
    var port = Ports.free();
    try (var gateway =
        Spawned.start(
            Map.of(
                "SPILLWAY_HOME", home.toString(),
                "SPILLWAY_PORT", Integer.toString(base.getPort()),
                "SPILLWAY_WORKERS", "localhost:" + port,
                "SPILLWAY_DATABASE_URL", Stores.shared().databaseUrl(),
                "SPILLWAY_REDIS_URL", Stores.shared().redisUrl(),
                "SPILLWAY_JAVA_OPTS", "-Dspillway.gateway.admin-key=" + ADMIN_KEY),
            "gateway")) {
      var api = new Api(base);
      Api.Reply cold;
      String one;
      String two;
      String listing;
      int written;
      try (var worker = worker(port)) {
        gateway.awaitOk(base.resolve("/q/health/ready"));
        one = key(api);
        two = key(api);
        listing = list(api);
        cold = ask(api, one, LONG);
        assertThat(cached(cold)).isZero();
        written = cold.json().at("/usage/prompt_tokens").asInt() / GROUP;
        awaitWritten(port, written);
        assertThat(worker.terminate()).as(worker.output()).isIn(0, 143);
      }
      try (var worker = worker(port)) {
        gateway.awaitOk(base.resolve("/q/health/ready"));
        var other = ask(api, two, "Something else.");
        int shared = cached(other);
        assertThat(shared).as(worker.output()).isPositive();
        assertThat(shared % GROUP).as("whole groups").isZero();
        assertThat(shared).isLessThan(other.json().at("/usage/prompt_tokens").asInt());
        var same = ask(api, two, LONG);
        assertThat(same.content()).isEqualTo(cold.content()).isNotEmpty();
        assertThat(cached(same))
            .as(
                "the rest of the listed prompt, in this worker's memory, and nothing of project one")
            .isBetween(shared, shared + GROUP - 1);
        assertThat(cached(ask(api, one, LONG)))
            .as("what project one had computed after it, at the other worker")
            .isGreaterThan(shared + GROUP);
        var three = key(api);
        assertThat(api.delete("/admin/v1/shared-prompts/" + listing, ADMIN_KEY).status())
            .isEqualTo(204);
        assertThat(cached(ask(api, three, LONG))).as("after it was deleted").isZero();
      }
    } finally {
      TemporaryFolder.delete(home);
    }
  }

  private static Api.Reply ask(Api api, String key, String own) {
    var body = Api.JSON.createObjectNode();
    body.put("model", "demo-large").put("temperature", 0).put("max_tokens", 8);
    var messages = body.putArray("messages");
    messages.addObject().put("role", "system").put("content", LISTED);
    messages.addObject().put("role", "user").put("content", own);
    var reply = api.post("/v1/chat/completions", key, body.toString());
    assertThat(reply.status()).as("%s", reply.json()).isEqualTo(200);
    return reply;
  }

  private static String list(Api api) {
    var body = Api.JSON.createObjectNode().put("name", "preamble");
    body.putArray("messages").addObject().put("role", "system").put("content", LISTED);
    return make(api, "shared-prompts", body).json().path("id").asText();
  }

  /** The secret of a key of a project of its own. */
  private static String key(Api api) {
    var organisation = make(api, "organisations", named("o")).json().path("id").asText();
    var project =
        make(api, "projects", named("p").put("organisation_id", organisation))
            .json()
            .path("id")
            .asText();
    return make(api, "keys", named("k").put("project_id", project)).json().path("key").asText();
  }

  private static ObjectNode named(String name) {
    return Api.JSON.createObjectNode().put("name", name);
  }

  private static Api.Reply make(Api api, String kind, ObjectNode body) {
    var made = api.post("/admin/v1/" + kind, ADMIN_KEY, body.toString());
    assertThat(made.status()).as("%s", made.json()).isEqualTo(201);
    return made;
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

  private static void awaitWritten(int port, int groups) {
    var metrics = URI.create("http://localhost:%d/q/metrics".formatted(port));
    Await.until(
        () -> Metrics.read(metrics).sum("spillway_worker_shared_cache_written_total") >= groups,
        () -> "not all was written");
  }
}
