package dev.spillway.gateway.upstream;

import static dev.spillway.gateway.tenancy.AdminApi.admin;
import static dev.spillway.gateway.tenancy.AdminApi.key;
import static dev.spillway.gateway.tenancy.AdminApi.patch;
import static dev.spillway.gateway.tenancy.AdminApi.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.Embedding;
import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.gateway.HttpBytes;
import dev.spillway.gateway.upstream.EngineServer.Reply;
import dev.spillway.testkit.Await;
import dev.spillway.testkit.StubWorker;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Embeddings of workers and of engines. A token costs one millionth dollar at a worker, or three.
 */
@QuarkusTest
@TestProfile(UpstreamProfile.class)
class EmbeddingsTest {
  private static final int DIMENSIONS = 384;
  private static final AtomicInteger TIERS = new AtomicInteger();

  // Quarkus sets it before the first test.
  @SuppressWarnings("NullAway.Init")
  @TestHTTPResource
  URI base;

  @Inject
  @Named("small")
  StubWorker small;

  @Inject
  @Named("large")
  StubWorker large;

  private final EngineServer engine = EnginesResource.one();

  /** The texts of each call, of both workers. */
  private final List<List<String>> asked = Collections.synchronizedList(new ArrayList<>());

  /** A tier of the engine that never failed. */
  private String vectors = "";

  @BeforeEach
  void workers_embed_with_three_tokens_a_text() {
    engine.reset();
    vectors = "vectors-" + TIERS.getAndIncrement();
    small.embeds(this::embedded);
    large.embeds(this::embedded);
  }

  private CompletionStage<Embeddings> embedded(List<String> texts) {
    asked.add(texts);
    return CompletableFuture.completedFuture(
        new Embeddings("m", texts.stream().map(EmbeddingsTest::vector).toList()));
  }

  /** The first number is the text's length. */
  private static Embedding vector(String text) {
    var vector = new float[DIMENSIONS];
    vector[0] = text.length();
    vector[1] = -0.5f;
    return new Embedding(vector, 3);
  }

  private static ValidatableResponse embed(String model, String input, String more) {
    return given()
        .contentType("application/json")
        .body("{\"model\":\"%s\",\"input\":%s%s}".formatted(model, input, more))
        .post("/v1/embeddings")
        .then();
  }

  @Test
  void a_worker_s_vector_is_told_in_openai_s_bytes() throws IOException {
    try (var http =
        new HttpBytes(base)
            .post("/v1/embeddings", "{\"model\":\"minilm\",\"input\":\"four\",\"user\":\"u\"}")) {
      assertThat(http.head())
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("content-type: application/json\r\n")
          .contains("x-spillway-tier: minilm\r\n")
          .contains("x-spillway-cost-usd: 0.000003\r\n")
          .containsPattern("x-spillway-request-id: [0-9a-f]{32}\r\n");
      assertThat(http.body())
          .isEqualTo(
              "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,"
                  + "\"embedding\":[4.0,-0.5"
                  + ",0.0".repeat(DIMENSIONS - 2)
                  + "]}],\"model\":\"minilm\",\"usage\":{\"prompt_tokens\":3,\"total_tokens\":3}}");
    }
  }

  @Test
  void base64_is_little_endian_floats() {
    String text =
        embed("minilm", "[\"abc\"]", ",\"encoding_format\":\"base64\",\"dimensions\":384")
            .statusCode(200)
            .extract()
            .path("data[0].embedding");
    var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.remaining()).isEqualTo(DIMENSIONS * Float.BYTES);
    assertThat(bytes.getFloat()).isEqualTo(3);
    assertThat(bytes.getFloat()).isEqualTo(-0.5f);
  }

  @Test
  void many_texts_are_embedded_few_at_a_time_and_keep_their_order() {
    var input = IntStream.range(1, 41).mapToObj(i -> "\"" + "x".repeat(i) + "\"").toList();
    var reply = embed("minilm", input.toString(), "").statusCode(200).extract();
    assertThat(reply.<List<Float>>path("data.embedding.collect { it[0] }"))
        .containsExactlyElementsOf(IntStream.range(1, 41).mapToObj(i -> (float) i).toList());
    assertThat(reply.<Integer>path("usage.total_tokens")).isEqualTo(120);
    assertThat(asked).extracting(List::size).containsExactly(16, 16, 8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,2] | | invalid_value | input[0] | must be a string; tokens are not taken",
        "[[1]] | | invalid_value | input[0] | must be a string; tokens are not taken",
        "[] | | invalid_value | input | an array of 1 to 256 strings",
        "7 | | invalid_value | input | an array of 1 to 256 strings",
        "\" \" | | invalid_value | input | must have 1 to 8000 characters",
        "[\"a\",\"\"] | | invalid_value | input[1] | must have 1 to 8000 characters",
        "\"a\" | ,\"dimensions\":2 | invalid_value | dimensions | must be 384",
        "\"a\" | ,\"encoding_format\":\"int8\" | invalid_value | encoding_format | float or base64",
        "\"a\" | ,\"truncate\":true | unsupported_parameter | truncate | truncate",
      })
  void what_cannot_be_embedded_is_refused_by_name(
      String input, String more, String code, String param, String message) {
    embed("minilm", input, more == null ? "" : more)
        .statusCode(400)
        .body("error.code", equalTo(code))
        .body("error.param", equalTo(param))
        .body("error.message", containsString(message));
    assertThat(asked).isEmpty();
  }

  @Test
  void tiers_that_embed_do_not_chat_and_the_others_do_not_embed() {
    embed("demo-small", "\"a\"", "")
        .statusCode(404)
        .body("error.code", equalTo("model_not_found"))
        .body("error.message", not(containsString("auto")));
    given()
        .contentType("application/json")
        .body("{\"model\":\"minilm\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
        .post("/v1/chat/completions")
        .then()
        .statusCode(404)
        .body("error.message", not(containsString("minilm,")));
    given().get("/v1/models").then().body("data.id", hasItem("minilm"));
    given().get("/v1/models/minilm").then().statusCode(200);
  }

  @Test
  void a_key_embeds_with_what_it_may_ask() {
    var made = key();
    patch("keys/" + made.id(), "{\"models\": [\"minilm\"]}").statusCode(200);
    as(made.secret(), "minilm").statusCode(200);
    as(made.secret(), vectors)
        .statusCode(404)
        .body(
            "error.message",
            equalTo("there is no model '%s'; available: minilm".formatted(vectors)));
  }

  private static ValidatableResponse as(String secret, String model) {
    return with(secret)
        .body("{\"model\":\"%s\",\"input\":\"four\"}".formatted(model))
        .post("/v1/embeddings")
        .then();
  }

  @Test
  void law_money_is_exact_what_is_embedded_is_counted_and_a_budget_holds() {
    // four bytes and two tokens around them are reserved, and three are paid
    var made = key("{\"usd_per_day\": \"0.000010\"}");
    as(made.secret(), "minilm").statusCode(200);
    Await.until(() -> "0.000003".equals(cost(made.id())));
    as(made.secret(), "minilm").statusCode(200);
    Await.until(() -> "0.000006".equals(cost(made.id())));
    as(made.secret(), "minilm").statusCode(429);
    admin()
        .get("/admin/v1/usage?by=tier&key_id=" + made.id())
        .then()
        .body("data[0].tier", equalTo("minilm"))
        .body("data[0].requests", equalTo(2))
        .body("data[0].prompt_tokens", equalTo(6));
  }

  private static String cost(String key) {
    return admin().get("/admin/v1/usage?by=key&key_id=" + key).path("data[0].cost_usd");
  }

  @Test
  void a_worker_that_does_not_embed_is_followed_by_one_that_does() {
    small.embeds(
        texts ->
            CompletableFuture.failedFuture(
                new SpillwayException(new ErrorKind.WorkerFailed("does not"))));
    embed("minilm", "\"a\"", "").statusCode(200);
    embed("minilm", "\"a\"", "").statusCode(200);
    assertThat(asked).hasSize(2);
  }

  @Test
  void an_engine_embeds_at_its_address_and_price() throws Exception {
    engine.next(
        Reply.status(
            200,
            Map.of("content-type", "application/json"),
            """
            {"data":[{"index":1,"embedding":[3,4]},{"index":0,"embedding":[1,2.5]}],
             "usage":{"prompt_tokens":7}}"""));
    embed(vectors, "[\"a\",\"b\"]", ",\"dimensions\":2")
        .statusCode(200)
        .header("x-spillway-cost-usd", "0.000021")
        .body("data[0].embedding", equalTo(List.of(1f, 2.5f)))
        .body("data[1].embedding", equalTo(List.of(3f, 4f)))
        .body("usage.prompt_tokens", equalTo(7));
    var call = engine.asked();
    assertThat(call.path()).isEqualTo("/v1/embeddings");
    assertThat(call.headers()).containsEntry("authorization", "Bearer the-key");
    assertThat(call.body())
        .isEqualTo(
            new JsonObject(
                """
                {"model":"engine-vectors","input":["a","b"],"encoding_format":"float"}"""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {\"error\":{\"message\":\"too long\"}} | 400 | upstream_rejected",
        "401 | {} | 502 | worker_failed",
        "200 | {\"data\":[{\"index\":0,\"embedding\":[1,2,3]}]} | 502 | worker_failed",
      })
  void an_engine_that_does_not_embed_is_a_typed_failure(
      int status, String body, int answered, String code) {
    engine.next(Reply.status(status, Map.of(), body));
    embed(vectors, "\"a\"", "").statusCode(answered).body("error.code", equalTo(code));
    assertThat(engine.waiting()).isEqualTo(1);
  }
}
