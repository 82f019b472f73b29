package dev.spillway.gateway.decision;

import static dev.spillway.gateway.decision.Gateway.PATIENCE;
import static dev.spillway.gateway.decision.Gateway.authorized;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.Embedding;
import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.testkit.StubWorker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Learning a router from a policy's kept decisions, as an administrator sees it. */
@QuarkusTest
@TestProfile(StoresProfile.class)
class LearnTest {
  private static final Instant LATEST = Instant.parse("2090-01-02T03:04:05Z");
  private static final int ROWS = 1_200;

  @Inject DecisionStore store;

  @Inject
  @Named("small")
  StubWorker small;

  @Inject
  @Named("large")
  StubWorker large;

  private final String policy = "learn-" + UUID.randomUUID();
  private final String router = "r-" + UUID.randomUUID();

  @BeforeEach
  void a_policy() {
    authorized()
        .contentType(ContentType.JSON)
        .body(
            """
            {"tiers": ["demo-small", "demo-large"], "scorer": "min-probability",
             "thresholds": [0.5], "conduct": {"explore": 0.25, "streaming": "early"}}""")
        .put("/admin/v1/policies/" + policy)
        .then()
        .statusCode(201);
  }

  @Test
  void a_router_is_learned_and_the_policy_has_a_version_that_goes_by_it_and_back() {
    keep(ROWS, true);
    finished(learn("?router=" + router + "&quality=0.98").statusCode(202))
        .body("state", equalTo("done"))
        .body("progress", equalTo(1f))
        .body("read", equalTo(ROWS))
        .body("learned.router", equalTo(router))
        .body("learned.policy", equalTo(policy))
        .body("learned.version", equalTo(2))
        .body("learned.worth_usd", greaterThan(0f))
        .body("learned.report.tiers.name", contains("demo-small", "demo-large"))
        // What was not drawn is spoken for: sums are half of all that was asked.
        .body("learned.report.tiers[0].quality.toDouble()", closeTo(0.5, 0.12))
        .body("learned.report.calibration_error", lessThan(0.1f))
        .body("learned.report.front.size()", greaterThan(1))
        .body("learned.report.basis.left_out.not_drawn", greaterThan(300))
        .body("learned.report.basis.covered", equalTo(1f))
        .body("report", nullValue());
    get("")
        .body("version", equalTo(2))
        .body("router", equalTo(router))
        .body("scorer", nullValue())
        .body("conduct.explore", equalTo(0.25f))
        .body("comment", containsString("learned from"));
    authorized().get("/admin/v1/routers/" + router).then().body("report.basis", notNullValue());
    authorized()
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/admin/v1/policies/" + policy + "/dry-run")
        .then()
        .statusCode(200)
        .body("decisions", equalTo(ROWS));
    authorized()
        .contentType(ContentType.JSON)
        .header("If-Match", "*")
        .body("{\"version\": 1}")
        .post("/admin/v1/policies/" + policy + "/rollback")
        .then()
        .statusCode(200)
        .body("scorer", equalTo("min-probability"));
    learn("?router=" + router).statusCode(409).body("error.param", equalTo("router"));
  }

  /** A dry run has questions embedded as requests do; what it decides without is counted. */
  @Test
  void a_router_also_learns_what_questions_mean_where_that_is_asked_for() {
    small.embeds(LearnTest::embedded);
    large.embeds(LearnTest::embedded);
    keep(ROWS, true);
    finished(learn("?router=" + router + "&embeddings=true"))
        .body("state", equalTo("done"))
        .body("learned.report.embeddings", equalTo("length"));
    tried().body("decisions", equalTo(ROWS)).body("without_embedding", equalTo(0));
    small.embeds(LearnTest::refused);
    large.embeds(LearnTest::refused);
    tried().body("decisions", equalTo(ROWS)).body("without_embedding", equalTo(ROWS));
    learn("?router=r&embeddings=1").statusCode(400).body("error.param", equalTo("embeddings"));
  }

  private ValidatableResponse tried() {
    return authorized()
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/admin/v1/policies/" + policy + "/dry-run")
        .then()
        .statusCode(200);
  }

  private static CompletionStage<Embeddings> embedded(List<String> texts) {
    return CompletableFuture.completedFuture(
        new Embeddings(
            "length",
            texts.stream().map(text -> new Embedding(new float[] {1, text.length()}, 1)).toList()));
  }

  private static CompletionStage<Embeddings> refused(List<String> texts) {
    return CompletableFuture.failedFuture(
        new SpillwayException(new ErrorKind.WorkerFailed("told not to embed")));
  }

  @AfterEach
  void workers_do_not_embed() {
    small.embeds(LearnTest::refused);
    large.embeds(LearnTest::refused);
  }

  @Test
  void another_policy_may_get_the_version_and_be_a_candidate() {
    keep(ROWS, true);
    finished(learn("?router=" + router + "&into=" + policy + "-next&budget_usd_per_1000=0.008"))
        .body("state", equalTo("done"))
        .body("learned.policy", equalTo(policy + "-next"))
        .body("learned.version", equalTo(1));
    get("").body("version", equalTo(1)).body("scorer", equalTo("min-probability"));
    get("-next").body("router", equalTo(router)).body("tiers.size()", equalTo(2));
  }

  @Test
  void decisions_without_texts_teach_nothing_and_that_is_said() {
    keep(300, false);
    finished(learn("?router=" + router))
        .body("state", equalTo("failed"))
        .body("error", containsString("with their texts"))
        .body("error", containsString("no_text="));
    get("").body("version", equalTo(1));
    authorized().get("/admin/v1/routers/" + router).then().statusCode(404);
  }

  @Test
  void a_goal_that_nothing_serves_makes_no_version() {
    keep(ROWS, true);
    finished(learn("?router=" + router + "&budget_usd_per_1000=0.0000001"))
        .body("state", equalTo("failed"))
        .body("error", containsString("what the cheapest tier costs"));
    get("").body("version", equalTo(1));
  }

  @Test
  void what_is_wrong_is_named() {
    learn("").statusCode(400).body("error.param", equalTo("router"));
    learn("?router=Not%20A%20Name").statusCode(400).body("error.param", equalTo("name"));
    learn("?router=r&escalations=0.1").statusCode(400).body("error.param", equalTo("escalations"));
    learn("?router=r&measure=luck").statusCode(400).body("error.param", equalTo("measure"));
    authorized().post("/admin/v1/policies/nobody/learn?router=r").then().statusCode(404);
  }

  /**
   * Small knows capitals and no sums, half of each. What it is sure of is accepted, and a quarter
   * of that is put to large as well.
   */
  private void keep(int count, boolean texts) {
    var random = new Random(5);
    var rows = new ArrayList<DecisionRow>();
    for (int i = 0; i < count; i++) {
      boolean right = random.nextBoolean();
      boolean drawn = random.nextInt(4) == 0;
      var question = (right ? "name the capital of country " : "add these numbers ") + i;
      var asked = new ArrayList<AskedTier>();
      asked.add(asked("demo-small", right ? 0.9 : 0.2, right, texts ? "Rom" : null, null));
      if (!right || drawn) {
        asked.add(asked("demo-large", 0.9, true, texts ? "Rome" : null, right ? true : null));
      }
      rows.add(
          new DecisionRow(
              Rows.newId(),
              LATEST.minusSeconds(i),
              policy,
              1,
              right ? "demo-small" : "demo-large",
              0.5,
              right ? 0 : 1,
              5,
              false,
              "stop",
              "0.00001",
              "0.00001",
              1,
              2,
              "miss",
              asked,
              right ? 0.25 : 1.0,
              right ? drawn : false,
              null,
              texts ? List.of(new DecisionRow.Message("user", question)) : null,
              null));
    }
    for (int from = 0; from < count; from += 200) {
      store.insert(rows.subList(from, Math.min(count, from + 200))).await().atMost(PATIENCE);
    }
  }

  private static AskedTier asked(
      String tier, double sure, boolean agrees, @Nullable String text, @Nullable Boolean aside) {
    double logprob = Math.log(sure);
    return new AskedTier(
        tier,
        "stop",
        null,
        1,
        null,
        10,
        0,
        1,
        tier.equals("demo-small") ? "0.000001" : "0.00001",
        1.0,
        2.0,
        new AskedTier.Logprobs(1, logprob, logprob, 0, logprob, 0),
        text,
        agrees,
        aside);
  }

  private ValidatableResponse learn(String query) {
    return authorized().post("/admin/v1/policies/" + policy + "/learn" + query).then();
  }

  private static ValidatableResponse finished(ValidatableResponse begun) {
    String id = begun.statusCode(202).extract().path("id");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !"running"
                    .equals(
                        authorized().get("/admin/v1/fits/" + id).then().extract().path("state")));
    return authorized().get("/admin/v1/fits/" + id).then().statusCode(200);
  }

  private ValidatableResponse get(String suffix) {
    return authorized().get("/admin/v1/policies/" + policy + suffix).then().statusCode(200);
  }
}
