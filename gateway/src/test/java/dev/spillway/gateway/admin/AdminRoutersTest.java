package dev.spillway.gateway.admin;

import static io.restassured.RestAssured.given;
import static io.restassured.config.EncoderConfig.encoderConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.Embedding;
import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.router.routing.CascadeRouter;
import dev.spillway.testkit.StubWorker;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StoresProfile.class)
class AdminRoutersTest {
  private static final String JSON_LINES = "application/jsonl";

  private final String name = "r-" + UUID.randomUUID();

  @Inject
  @Named("small")
  StubWorker small;

  @Inject
  @Named("large")
  StubWorker large;

  @Inject MeterRegistry registry;

  @AfterEach
  void workers_as_they_were() {
    small.reset();
    large.reset();
    small.embeds(AdminRoutersTest::fails);
    large.embeds(AdminRoutersTest::fails);
  }

  @Test
  void a_router_is_learned_read_used_by_a_policy_and_deleted() {
    learn(rows(300))
        .statusCode(201)
        .body("name", equalTo(name))
        .body("tiers", contains("demo-small", "demo-large"))
        .body("report.learned_from", equalTo(240))
        .body("report.held_out", equalTo(60))
        .body("report.tiers.name", contains("demo-small", "demo-large"))
        .body("report.calibration_error", lessThan(0.2f));
    authorized().get("/admin/v1/routers").then().body("data.name", hasItem(name));
    var report = authorized().get("/admin/v1/routers/" + name).then().statusCode(200).extract();
    // Small knows capitals: nearly all that large gives, for less.
    var enough =
        report
            .jsonPath()
            .getList("report.front.findAll { it.quality > 0.9 }.cost_usd", Float.class);
    float large = report.jsonPath().getFloat("report.tiers[1].cost_usd");
    assertThat(enough).anyMatch(cost -> cost < 0.8 * large);

    byte[] model = authorized().get("/admin/v1/routers/" + name + "/model").asByteArray();
    assertThat(CascadeRouter.read(model).tiers()).isEqualTo(2);

    putPolicy("{\"router\": \"%s\", \"worth_usd\": 0.001}".formatted(name))
        .statusCode(201)
        .body("router", equalTo(name))
        .body("worth_usd", equalTo(0.001f))
        .body("tiers", contains("demo-small", "demo-large"))
        .body("scorer", nullValue());
    delete().statusCode(409).body("error.message", containsString("goes by this router"));
    putPolicy("{\"scorer\": \"min-probability\", \"thresholds\": [0.5]}")
        .statusCode(200)
        .body("router", nullValue());
    delete().statusCode(204);
    authorized().get("/admin/v1/routers/" + name).then().statusCode(404);
    authorized().get("/admin/v1/routers").then().body("data.name", not(hasItem(name)));
    learn(rows(300)).statusCode(409);
  }

  @Test
  void a_line_that_is_wrong_is_named_with_its_field() {
    var row = row(new Random(1), 1);
    refused(row + "\n{", "line", "line 2: line must be a JSON object");
    refused(row.replace("messages", "massages"), "messages", "line 1: messages must be an array");
    refused(row.replace("demo-large", "huge"), "replies", "line 1: replies must");
    refused(
        row.replace("\"quality\": 1,", "\"quality\": 7,"),
        "replies.demo-large.quality",
        "must be a number from 0 to 1");
    refused(
        row.replace("\"text\": \"Rome\"", "\"text\": 5"),
        "replies.demo-large.text",
        "must be a string");
    refused(row, "body", "must have at least 100 lines");
    refused("", "body", "must have at least 100 lines");
  }

  /** The words say nothing: no number is there twice. Its embedding says whether it is odd. */
  @Test
  void a_router_that_learned_what_questions_mean_has_them_embedded_before_it_decides() {
    small.embeds(AdminRoutersTest::parity);
    large.embeds(AdminRoutersTest::parity);
    var rows =
        IntStream.range(1_000, 1_300)
            .mapToObj(
                i -> row("what is %d".formatted(i), "it is so", i % 2 == 0 ? 1 : 0, "it is so"))
            .collect(Collectors.joining("\n"));
    learn(rows, "?embeddings=true").statusCode(201).body("report.embeddings", equalTo("parity"));
    putPolicy("{\"router\": \"%s\", \"worth_usd\": 0.0002}".formatted(name)).statusCode(201);
    assertThat(tier("what is 7001")).isEqualTo("demo-large");
    assertThat(tier("what is 7002")).isEqualTo("demo-small");
    assertThat(embedded("done")).isEqualTo(2);
    small.embeds(AdminRoutersTest::fails);
    large.embeds(AdminRoutersTest::fails);
    assertThat(tier("what is 7003")).isNotBlank();
    assertThat(embedded("failed")).isEqualTo(1);
  }

  private static CompletionStage<Embeddings> parity(List<String> texts) {
    return CompletableFuture.completedFuture(
        new Embeddings(
            "parity",
            texts.stream()
                .map(text -> text.charAt(text.length() - 1) % 2 == 0)
                .map(even -> new Embedding(new float[] {even ? 1 : -1, 1}, 1))
                .toList()));
  }

  private static CompletionStage<Embeddings> fails(List<String> texts) {
    return CompletableFuture.failedFuture(
        new SpillwayException(new ErrorKind.WorkerFailed("told not to embed")));
  }

  /** Whose answer is given. */
  private String tier(String question) {
    return given()
        .contentType(ContentType.JSON)
        .body(
            """
            {"model": "p-%s", "messages": [{"role": "user", "content": "%s"}]}"""
                .formatted(name, question))
        .post("/v1/chat/completions")
        .then()
        .statusCode(200)
        .extract()
        .header("x-spillway-tier");
  }

  private double embedded(String outcome) {
    return registry
        .get("spillway.router.meanings")
        .tag("policy", "p-" + name)
        .tag("outcome", outcome)
        .counter()
        .count();
  }

  @Test
  void embeddings_are_wanted_or_not() {
    learn(rows(200), "?embeddings=perhaps")
        .statusCode(400)
        .body("error.param", equalTo("embeddings"));
  }

  @Test
  void only_an_administrator_learns() {
    given().get("/admin/v1/routers").then().statusCode(401);
  }

  private void refused(String body, String field, String message) {
    learn(body)
        .statusCode(400)
        .body("error.param", equalTo(field))
        .body("error.message", containsString(message));
  }

  /** Small is right on capitals and wrong on sums; large is right. */
  private static String rows(int count) {
    var random = new Random(7);
    return IntStream.range(0, count)
        .mapToObj(i -> row(random, i))
        .collect(Collectors.joining("\n"));
  }

  private static String row(Random random, int i) {
    boolean sum = random.nextBoolean();
    return """
    {"messages": [{"role": "user", "content": "%s %d"}], "replies": {\
    "demo-small": {"text": "Rom", "quality": %d, "cost_usd": 0.00001, "logprobs": [-0.5, %s]}, \
    "demo-large": {"text": "Rome", "quality": 1, "cost_usd": 0.0001}}}\
    """
        .formatted(sum ? "add these numbers" : "name a capital", i, sum ? 0 : 1, sum ? -2 : -0.1);
  }

  private static String row(String question, String first, int quality, String last) {
    return """
    {"messages": [{"role": "user", "content": "%s"}], "replies": {\
    "demo-small": {"text": "%s", "quality": %d, "cost_usd": 0.00001}, \
    "demo-large": {"text": "%s", "quality": 1, "cost_usd": 0.0001}}}\
    """
        .formatted(question, first, quality, last);
  }

  private ValidatableResponse learn(String rows) {
    return learn(rows, "");
  }

  private ValidatableResponse learn(String rows, String query) {
    return authorized()
        .config(
            RestAssured.config()
                .encoderConfig(encoderConfig().encodeContentTypeAs(JSON_LINES, ContentType.TEXT)))
        .contentType(JSON_LINES)
        .body(rows)
        .put("/admin/v1/routers/" + name + query)
        .then();
  }

  private ValidatableResponse delete() {
    return authorized().delete("/admin/v1/routers/" + name).then();
  }

  private ValidatableResponse putPolicy(String body) {
    return authorized()
        .contentType(ContentType.JSON)
        .body(body)
        .put("/admin/v1/policies/p-" + name)
        .then();
  }

  private static RequestSpecification authorized() {
    return given().header("Authorization", "Bearer " + StoresProfile.ADMIN_KEY);
  }
}
