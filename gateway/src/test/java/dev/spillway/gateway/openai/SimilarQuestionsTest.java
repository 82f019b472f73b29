package dev.spillway.gateway.openai;

import static io.restassured.RestAssured.given;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.worker.Embedding;
import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.gateway.GatewayTest;
import dev.spillway.gateway.StubbedGateway;
import dev.spillway.gateway.decision.DecisionFilter;
import dev.spillway.gateway.decision.DecisionStore;
import dev.spillway.testkit.Await;
import dev.spillway.testkit.Script;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Answers to questions in other words, over HTTP, with a real Redis and the demo pair's real
 * router.
 */
@QuarkusTest
@TestProfile(StubbedGateway.class)
class SimilarQuestionsTest extends GatewayTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String QUESTION = "What is the capital of France?";
  private static final String PARAPHRASE = "Please tell me the capital of France.";

  @Inject DecisionStore store;

  /** Nobody else's context. */
  private final String system = UUID.randomUUID().toString();

  @BeforeEach
  void a_worker_that_answers_and_embeds() {
    small.says(Script.started(9, 2).token("Paris", 0.999).finish());
    large.says(Script.started(9, 2).token("Paris", 0.999).finish());
    small.embeds(SimilarQuestionsTest::alike);
    large.embeds(SimilarQuestionsTest::alike);
  }

  /** All texts are much alike. */
  private static CompletionStage<Embeddings> alike(List<String> texts) {
    return CompletableFuture.completedFuture(
        new Embeddings(
            "stub",
            texts.stream()
                .map(text -> new Embedding(new float[] {1, 0.001f * text.length()}, 1))
                .toList()));
  }

  private Response ask(String question, String more) {
    return given()
        .contentType(ContentType.JSON)
        .body(
            """
            {"model":"similar","temperature":0,"messages":[%s{"role":"user","content":"%s"}]%s}"""
                .formatted(context(), question, more))
        .post("/v1/chat/completions");
  }

  /** The router reads the question first, and this is short. */
  private String context() {
    return "{\"role\":\"system\",\"content\":\"%s\"},".formatted(system.substring(0, 4));
  }

  private Response ask(String question) {
    var answer = ask(question, "");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.jsonPath().getString("choices[0].message.content")).isEqualTo("Paris");
    return answer;
  }

  private static String cache(Response response) {
    return response.header("x-spillway-cache");
  }

  /** Asks until the answer is kept, which is after it was given. */
  private void keep() {
    Await.until(() -> cache(ask(QUESTION)).equals("hit"));
    small.reset();
    large.reset();
  }

  @Test
  void a_question_in_other_words_is_answered_with_what_was_kept_and_says_so() {
    keep();
    var again = ask(PARAPHRASE);
    assertThat(cache(again)).isEqualTo("similar");
    assertThat(again.header("age")).matches("\\d+");
    assertThat(Double.parseDouble(again.header("x-spillway-similarity"))).isBetween(0.8, 1.0);
    assertThat(Double.parseDouble(again.header("x-spillway-confidence"))).isBetween(0.7, 1.0);
    assertThat(again.header("x-spillway-cost-usd")).isEqualTo("0");
    assertThat(small.calls()).isEmpty();
    assertThat(large.calls()).isEmpty();
    Await.until(
        () ->
            store
                .page(DecisionFilter.ALL, Optional.empty(), DecisionStore.MAX_PAGE)
                .await()
                .atMost(PATIENCE)
                .stream()
                .anyMatch(
                    row ->
                        row.requestId().equals(again.header("x-spillway-request-id"))
                            && requireNonNull(row.cache()).equals("similar")
                            && again
                                .header("x-spillway-similarity")
                                .equals(Objects.toString(row.similarity()))));
    var stream = ask(PARAPHRASE, ",\"stream\":true").asString();
    assertThat(stream).contains("\"cache\":\"similar\"", "\"similarity\":0.").contains("Paris");
    assertThat(given().get("/q/metrics").asString())
        .contains("spillway_response_cache_requests_total{policy=\"similar\",result=\"similar\"}")
        .contains("spillway_response_cache_similar_total{outcome=\"found\"")
        .contains("spillway_response_cache_similar_questions")
        .contains("spillway_embeddings_total{outcome=\"done\",tier=\"workers\"}");
  }

  @Test
  void a_near_question_with_another_answer_is_computed() {
    keep();
    assertThat(cache(ask("What is the capital of Italy?"))).isEqualTo("miss");
    assertThat(cache(ask("What is not the capital of France?"))).isEqualTo("miss");
    assertThat(cache(ask("What was the capital of France?"))).isEqualTo("miss");
  }

  @Test
  void who_does_not_want_it_is_computed_for() {
    keep();
    for (var control : List.of("no-cache", "no-store")) {
      given()
          .contentType(ContentType.JSON)
          .header("Cache-Control", control)
          .body(
              """
              {"model":"similar","temperature":0,"messages":[%s{"role":"user","content":"%s"}]}"""
                  .formatted(context(), PARAPHRASE))
          .post("/v1/chat/completions")
          .then()
          .statusCode(200)
          .header("x-spillway-cache", "bypass");
    }
  }

  @Test
  void
      law_a_cache_may_only_save_time_without_an_embedder_or_with_a_mute_one_answers_are_computed() {
    keep();
    for (var worker : List.of(small, large)) {
      worker.embeds(texts -> CompletableFuture.failedFuture(new IllegalStateException("broken")));
    }
    assertThat(cache(ask(PARAPHRASE))).isEqualTo("miss");
    for (var worker : List.of(small, large)) {
      worker.embeds(texts -> new CompletableFuture<>());
    }
    assertThat(cache(ask(PARAPHRASE + "!"))).isEqualTo("miss");
    small.embeds(SimilarQuestionsTest::alike);
    large.embeds(SimilarQuestionsTest::alike);
    // The workers are given a rest; then it is as before.
    var asked = new AtomicInteger(1);
    Await.until(
        () -> cache(ask(PARAPHRASE + "!".repeat(asked.incrementAndGet()))).equals("similar"));
  }
}
