package dev.spillway.gateway.upstream;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.spillway.gateway.HttpBytes;
import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.gateway.upstream.EngineServer.Reply;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client sees of engines that are not ours, on good days and on bad ones. */
@QuarkusTest
@TestProfile(UpstreamProfile.class)
class UpstreamFaultsTest {
  private static final String STREAM = ",\"stream\":true";

  // Quarkus sets it before the first test.
  @SuppressWarnings("NullAway.Init")
  @TestHTTPResource
  URI base;

  @Inject
  @Named("large")
  StubWorker large;

  private static final AtomicInteger TIERS = new AtomicInteger();

  /** A tier whose one endpoint is {@link #one}, and never failed. */
  private String tier = "";

  private final EngineServer one = EnginesResource.one();
  private final EngineServer other = EnginesResource.other();

  @BeforeEach
  void forget() {
    tier = "one-" + TIERS.getAndIncrement();
    one.reset();
    other.reset();
    large.reset();
  }

  private static Reply hello() {
    return Reply.stream().says("Hel", -0.01).says("lo", -0.02).ends("stop", 12, 2);
  }

  private static RequestSpecification body(String model, String more) {
    return given()
        .contentType("application/json")
        .body(
            """
            {"model":"%s","temperature":0.5,"messages":[{"role":"user","content":"Hi"}]%s}"""
                .formatted(model, more));
  }

  private static ValidatableResponse ask(String model) {
    return body(model, "").post("/v1/chat/completions").then();
  }

  private HttpBytes stream(String model) throws IOException {
    return new HttpBytes(base)
        .post(
            "/v1/chat/completions",
            """
            {"model":"%s","temperature":0.5,"messages":[{"role":"user","content":"Hi"}]%s}"""
                .formatted(model, STREAM));
  }

  @Test
  void an_answer_comes_with_the_engine_s_usage_and_its_price() throws Exception {
    one.next(hello());
    ask(tier)
        .statusCode(200)
        .body("model", equalTo(tier))
        .body("choices[0].message.content", equalTo("Hello"))
        .body("usage.prompt_tokens", equalTo(12))
        .body("usage.completion_tokens", equalTo(2))
        .header("x-spillway-cost-usd", equalTo("0.000016"));
    var asked = one.asked();
    assertThat(asked.headers()).containsEntry("authorization", "Bearer the-key");
    assertThat(asked.body().getString("model")).isEqualTo("engine-model");
  }

  @Test
  void each_piece_reaches_the_client_when_it_comes() throws Exception {
    var rest = new CompletableFuture<Void>();
    one.next(Reply.stream().says("Hel", -0.01).await(rest).says("lo", -0.01).ends("stop", 3, 2));
    try (var http = stream(tier)) {
      assertThat(http.head()).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(http.chunk()).contains("\"role\":\"assistant\"");
      assertThat(http.chunk()).contains("\"content\":\"Hel\"");
      rest.complete(null);
      assertThat(http.chunks()).contains("\"content\":\"lo\"").endsWith("data: [DONE]\n\n");
    }
  }

  @Test
  void a_client_of_openai_s_format_may_be_answered_by_anthropic_s() throws Exception {
    one.next(
        Reply.stream()
            .event(
                "message_start",
                "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":9}}}")
            .event(
                "content_block_delta",
                "{\"type\":\"content_block_delta\",\"delta\":{\"text\":\"Bonjour\"}}")
            .event(
                "message_delta",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
                    + "\"usage\":{\"output_tokens\":3}}")
            .event("message_stop", "{\"type\":\"message_stop\"}"));
    ask("claude")
        .statusCode(200)
        .body("choices[0].message.content", equalTo("Bonjour"))
        .body("usage.prompt_tokens", equalTo(9))
        .body("usage.completion_tokens", equalTo(3));
    assertThat(one.asked().path()).isEqualTo("/v1/messages");
  }

  @ParameterizedTest
  @CsvSource({
    "500,502,worker_failed",
    "401,502,worker_failed",
    "400,400,upstream_rejected",
    "429,429,overloaded",
  })
  void an_engine_that_refuses_is_a_typed_error(int status, int seen, String code) {
    one.next(Reply.status(status, Map.of(), "{\"error\":{\"message\":\"key sk-1: no\"}}"));
    ask(tier).statusCode(seen).body("error.code", equalTo(code));
  }

  @Test
  void what_an_engine_says_of_the_gateway_s_key_stays_here() {
    one.next(
        Reply.status(401, Map.of(), "{\"error\":{\"message\":\"Incorrect API key: the-key\"}}"));
    var said = ask(tier).statusCode(502).extract().asString();
    assertThat(said).doesNotContain("the-key");
  }

  @Test
  void an_engine_that_stalls_before_its_first_byte_is_given_up() {
    one.next(Reply.stream().await(new CompletableFuture<>()));
    ask(tier).statusCode(504).body("error.code", equalTo("deadline_exceeded"));
  }

  @Test
  void an_engine_that_stalls_before_its_first_byte_is_replaced() throws Exception {
    one.otherwise(Reply.stream().await(new CompletableFuture<>()));
    other.otherwise(Reply.stream().await(new CompletableFuture<>()));
    var stalled = body("pair", "");
    var first = CompletableFuture.supplyAsync(() -> stalled.post("/v1/chat/completions"));
    while (one.waiting() + other.waiting() == 0) {
      Thread.onSpinWait();
    }
    // Whichever was not asked will answer.
    (one.waiting() == 0 ? one : other).next(hello());
    first
        .get(20, TimeUnit.SECONDS)
        .then()
        .statusCode(200)
        .body("choices[0].message.content", equalTo("Hello"));
  }

  @Test
  void an_engine_that_dies_in_the_midst_of_a_stream_ends_it_with_an_error_event() throws Exception {
    one.next(Reply.stream().says("Hel", -0.01).breaks());
    try (var http = stream(tier)) {
      assertThat(http.head()).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(http.chunks())
          .contains("\"content\":\"Hel\"")
          .contains("\"code\":\"worker_failed\"")
          .doesNotContain("[DONE]");
    }
  }

  @Test
  void an_engine_that_dies_before_the_commit_is_replaced() {
    one.next(Reply.stream().says("Hel", -0.01).breaks(), hello());
    // Not streamed, so nothing was committed.
    ask("again").statusCode(200).body("choices[0].message.content", equalTo("Hello"));
    assertThat(one.waiting()).isEqualTo(2);
  }

  @Test
  void garbage_and_half_a_frame_are_typed_errors() {
    one.next(Reply.stream().data("<html>"));
    ask(tier).statusCode(502).body("error.message", equalTo("the upstream sent what is no JSON"));
    one.next(Reply.stream().says("Hel").write("data: {\"choices\":[{\"del"));
    ask(tier).statusCode(502).body("error.message", startsWith("the upstream's answer broke off"));
    one.next(Reply.status(200, Map.of("content-type", "text/html"), "<html>"));
    ask(tier).statusCode(502);
  }

  @Test
  void an_engine_that_fails_is_asked_again_after_a_while() {
    one.next(Reply.status(503, Map.of(), ""), Reply.status(500, Map.of(), ""), hello());
    ask("again").statusCode(200).body("choices[0].message.content", equalTo("Hello"));
    assertThat(one.waiting()).isEqualTo(3);
  }

  @Test
  void an_engine_that_says_when_to_come_back_is_not_asked_before_and_the_client_is_told() {
    one.next(Reply.status(429, Map.of("retry-after", "60"), "{}"));
    ask(tier).statusCode(429).header("retry-after", "60");
    ask(tier).statusCode(429).body("error.code", equalTo("overloaded"));
    assertThat(one.waiting()).isEqualTo(1);
  }

  @Test
  void where_nobody_listens_the_tier_is_unavailable() {
    ask("gone").statusCode(503).body("error.code", equalTo("worker_unavailable"));
  }

  @Test
  void a_client_that_goes_away_closes_the_engine_s_connection() throws Exception {
    one.next(Reply.stream().says("Hel", -0.01).await(new CompletableFuture<>()));
    var http = stream(tier);
    http.head();
    http.close();
    one.asked().gone().get(10, TimeUnit.SECONDS);
  }

  @Test
  void a_cascade_goes_on_to_workers_where_the_engine_fails_or_is_not_sure() {
    given()
        .contentType("application/json")
        .header("Authorization", "Bearer " + StoresProfile.ADMIN_KEY)
        .body(
            """
            {"tiers":["%s","demo-large"],"scorer":"min-probability","thresholds":[0.5]}"""
                .formatted(tier))
        .put("/admin/v1/policies/falls")
        .then()
        .statusCode(201);
    large.says(Script.answer(0.9, "from the worker"));
    one.next(Reply.status(500, Map.of(), ""));
    ask("falls").statusCode(200).body("model", equalTo("demo-large"));
    one.next(hello());
    ask("falls").statusCode(200).body("model", equalTo(tier));
    one.next(Reply.stream().says("un", -3).says("sure", -0.1).ends("stop", 12, 2));
    ask("falls").statusCode(200).body("model", equalTo("demo-large"));
    // Who does not tell how sure he is is not trusted.
    one.next(Reply.stream().says("Hello").ends("stop", 12, 2));
    ask("falls").statusCode(200).body("model", equalTo("demo-large"));
  }
}
