package dev.spillway.gateway.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.gateway.GatewayTest;
import dev.spillway.gateway.HttpBytes;
import dev.spillway.gateway.StubbedGateway;
import dev.spillway.testkit.Await;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.Stores;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that are given again, over HTTP and with a real Redis, on a good day and on bad ones. */
@QuarkusTest
@TestProfile(StubbedGateway.class)
class CachedAnswersTest extends GatewayTest {
  private static final String STREAM =
      ",\"stream\":true,\"logprobs\":true,\"stream_options\":{\"include_usage\":true}";

  @Inject Redis redis;
  @Inject MeterRegistry registry;

  /** Nobody else asks this. */
  private final String question = UUID.randomUUID().toString();

  @BeforeEach
  void large_answers() {
    large.says(
        Script.started(9, 2)
            .token("Grü", 0.9)
            .token("", 0.8)
            .token("ße", 0.7)
            .token("", 1)
            .finish());
  }

  private String body(String more) {
    return """
    {"model":"demo-large","temperature":0,"messages":[{"role":"user","content":"%s"}]%s}"""
        .formatted(question, more);
  }

  private Response ask(String cacheControl) {
    return given()
        .contentType(ContentType.JSON)
        .header("Cache-Control", cacheControl)
        .body(body(",\"logprobs\":true"))
        .post("/v1/chat/completions");
  }

  private Response ask() {
    return ask("max-age=100000");
  }

  /** Waits until an answer is kept, which is after it was given. */
  private void keep() {
    ask("no-cache").then().statusCode(200);
    Await.until(() -> cache(ask()).equals("hit"));
    large.reset();
  }

  private static String cache(Response response) {
    return response.header("x-spillway-cache");
  }

  /** Without what differs between two requests, and between an answer and its repetition. */
  private static String constant(String frames) {
    return frames
        .replaceAll("chatcmpl-[0-9a-f]{32}", "chatcmpl-ID")
        .replaceAll("\"request_id\":\"[0-9a-f]{32}\"", "\"request_id\":\"ID\"")
        .replaceAll("\"created\":\\d+", "\"created\":1")
        .replaceAll("\"cost_usd\":\"[0-9.]+\"", "\"cost_usd\":\"C\"")
        .replaceAll("\"predicted_tokens\":\\d+,", "")
        .replaceAll("\"cache\":\"\\w+\"(,\"age_seconds\":\\d+)?", "\"cache\":\"X\"");
  }

  private String frames(String cacheControl) throws IOException {
    try (var http = new HttpBytes(base)) {
      var body = body(STREAM);
      http.sendHead(
          "/v1/chat/completions",
          "Cache-Control: %s\r\nContent-Length: %d".formatted(cacheControl, body.length()));
      http.send(body);
      var head = http.head();
      var frames = http.chunks();
      return (head.contains("x-spillway-cache: hit") ? "HIT" : "LIVE") + frames;
    }
  }

  @Test
  void an_answer_that_calls_tools_is_kept_with_its_calls() {
    large.says(
        Script.started(9, 2)
            .token("Hm.", 0.9)
            .call(0, "c1", "add", "{\"a\":")
            .call(0, "", "", "1}")
            .call(1, "c2", "now", "{}")
            .finish(FinishReason.TOOL_CALLS, ""));
    keep();
    List<String> kept = ask().path("choices[0].message.tool_calls.function.arguments");
    assertThat(kept).containsExactly("{\"a\":1}", "{}");
    assertThat(ask().<String>path("choices[0].finish_reason")).isEqualTo("tool_calls");
    assertThat(large.calls()).isEmpty();
  }

  @Test
  void a_replayed_stream_is_byte_for_byte_the_live_one() throws IOException {
    var live = frames("no-cache");
    var replayed = frames("max-age=100000");
    while (!replayed.startsWith("HIT")) {
      replayed = frames("max-age=100000");
    }
    assertThat(live).startsWith("LIVE").contains("Grü", "\"cache\":\"bypass\"");
    assertThat(replayed)
        .startsWith("HIT")
        .contains("\"cost_usd\":\"0\"", "\"cache\":\"hit\",\"age_seconds\":")
        .endsWith("data: [DONE]\n\n");
    assertThat(constant(replayed.substring(3))).isEqualTo(constant(live.substring(4)));
  }

  @Test
  void a_replayed_body_is_the_one_that_was_computed_and_says_so() {
    var live = ask();
    Await.until(() -> cache(ask()).equals("hit"));
    large.reset();
    var hit = ask();
    assertThat(cache(hit)).isEqualTo("hit");
    assertThat(cache(live)).isEqualTo("miss");
    assertThat(live.header("age")).isNull();
    assertThat(hit.header("age")).matches("\\d+");
    assertThat(hit.header("x-spillway-cost-usd")).isEqualTo("0");
    assertThat(hit.header("x-spillway-cost-if-largest-usd"))
        .isEqualTo(live.header("x-spillway-cost-if-largest-usd"))
        .isNotEqualTo("0");
    assertThat(hit.header("x-spillway-tier")).isEqualTo("demo-large");
    assertThat(constant(hit.asString())).isEqualTo(constant(live.asString()));
    assertThat(large.calls()).isEmpty();
    assertThat(given().get("/q/metrics").asString())
        .contains("spillway_response_cache_requests_total{policy=\"demo-large\",result=\"hit\"}")
        .contains("spillway_response_cache_lookups_total{outcome=\"found\"}")
        .contains("spillway_response_cache_saved_usd_total");
  }

  @Test
  void what_is_not_repeatable_is_computed_each_time() {
    for (var i = 0; i < 2; i++) {
      given()
          .contentType(ContentType.JSON)
          .body(body("").replace("\"temperature\":0,", ""))
          .post("/v1/chat/completions")
          .then()
          .statusCode(200)
          .header("x-spillway-cache", "bypass");
    }
    assertThat(large.calls()).hasSize(2);
  }

  @Test
  void fifty_clients_that_ask_the_same_at_once_are_answered_by_one_call_of_a_worker()
      throws Exception {
    // Whatever the gateway still learns at its start, it knows now.
    keep();
    var gate = new CompletableFuture<Void>();
    large.says(Script.started(9, 0).token("one", 0.9).await(gate).token(" two", 0.8).finish());
    var clients = new ArrayList<HttpBytes>();
    var another = ",\"max_tokens\":50";
    try {
      clients.add(post(body(STREAM + another)));
      var call = large.nextCall();
      for (var i = 1; i < 50; i++) {
        clients.add(post(body((i % 2 == 0 ? STREAM : "") + another)));
      }
      Await.until(() -> readers() == 50);
      for (var i = 0; i < 50; i += 2) {
        assertThat(clients.get(i).head()).startsWith("HTTP/1.1 200");
      }
      clients.get(0).close();
      gate.complete(null);
      for (var i = 1; i < 50; i++) {
        var client = clients.get(i);
        if (i % 2 == 0) {
          assertThat(client.chunks()).contains("one", " two").endsWith("data: [DONE]\n\n");
        } else {
          assertThat(client.head()).contains("x-spillway-cache: coalesced");
          assertThat(client.body()).contains("\"content\":\"one two\"");
        }
      }
      assertThat(call.cancelled()).isNotDone();
      assertThat(large.calls()).isEmpty();
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
  }

  @Test
  void law_a_cache_may_only_save_time_without_redis_answers_are_computed() {
    keep();
    Stores.shared().redis().stop();
    try {
      assertAnswered();
    } finally {
      Stores.shared().redis().start();
    }
    Await.until(() -> cache(ask()).equals("hit"));
  }

  @Test
  void law_a_cache_may_only_save_time_a_redis_that_says_nothing_is_not_waited_for() {
    keep();
    Stores.shared().redis().pause();
    try {
      assertAnswered();
    } finally {
      Stores.shared().redis().resume();
    }
    Await.until(() -> cache(ask()).equals("hit"));
  }

  @Test
  void law_a_cache_may_only_save_time_a_value_that_was_tampered_with_is_computed_again()
      throws Exception {
    keep();
    var names = command(Request.cmd(Command.KEYS).arg("spillway:response:*"));
    assertThat(names).isNotEmpty();
    for (var i = 0; i < names.size(); i++) {
      var value = command(Request.cmd(Command.GET).arg(names.get(i).toString())).toBytes();
      value[value.length / 2] ^= 4;
      command(Request.cmd(Command.SET).arg(names.get(i).toString()).arg(Buffer.buffer(value)));
    }
    assertAnswered();
    assertThat(large.calls()).isNotEmpty();
  }

  private double readers() {
    return registry.get("spillway.response.cache.readers").gauge().value();
  }

  private void assertAnswered() {
    for (var i = 0; i < 3; i++) {
      var answer = ask();
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.jsonPath().getString("choices[0].message.content")).isEqualTo("Grüße");
      if (i == 0) {
        assertThat(cache(answer)).isEqualTo("miss");
      }
    }
  }

  private io.vertx.redis.client.Response command(Request request) throws Exception {
    return redis.send(request).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
