package dev.spillway.gateway.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.gateway.GatewayTest;
import dev.spillway.gateway.StubbedGateway;
import dev.spillway.testkit.Script;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Answers that are not streamed, and the list of models. */
@QuarkusTest
@TestProfile(StubbedGateway.class)
class CompletionTest extends GatewayTest {
  private static final String LABELS =
      "gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"spillway\","
          + "gen_ai_request_model=\"auto\",gen_ai_response_model=\"%s\",";
  private static final String MODELS = LABELS.formatted("demo-small");
  private static final String LARGE = LABELS.formatted("demo-large");
  private static final String TOKENS = "gen_ai_token_type=\"output\",";

  private static ValidatableResponse send(String body) {
    return given().contentType(ContentType.JSON).body(body).post("/v1/chat/completions").then();
  }

  @Test
  void an_accepted_answer_has_openai_shape_and_says_what_happened() {
    small.says(Script.started(12, 8).token("Par", 1).token("is", 1).finish());
    send(request("auto", ""))
        .statusCode(200)
        .contentType(ContentType.JSON)
        .header("cache-control", "no-cache")
        .header("x-spillway-tier", "demo-small")
        .header("x-spillway-confidence", "1.0")
        .header("x-spillway-escalations", "0")
        .header("x-spillway-cost-usd", "0.0000014")
        .header("x-spillway-cost-if-largest-usd", "0.000014")
        .header("x-spillway-policy", "auto@3")
        .header("x-spillway-request-id", matchesPattern("[0-9a-f]{32}"))
        .body("id", matchesPattern("chatcmpl-[0-9a-f]{32}"))
        .body("object", equalTo("chat.completion"))
        .body("model", equalTo("demo-small"))
        .body("choices", hasSize(1))
        .body("choices[0].index", equalTo(0))
        .body("choices[0].message.role", equalTo("assistant"))
        .body("choices[0].message.content", equalTo("Paris"))
        .body("choices[0].finish_reason", equalTo("stop"))
        .body("choices[0].logprobs", nullValue())
        .body("usage.prompt_tokens", equalTo(12))
        .body("usage.completion_tokens", equalTo(2))
        .body("usage.total_tokens", equalTo(14))
        .body("usage.prompt_tokens_details.cached_tokens", equalTo(8));
  }

  @Test
  void an_escalated_answer_has_the_usage_of_its_own_and_the_cost_of_all() {
    small.says(Script.answer(0.5, "a", "b", "c"));
    large.says(Script.started(10, 0).token("Rome", 0.9).finish(FinishReason.LENGTH, "!"));
    send(request("auto", ""))
        .statusCode(200)
        .header("x-spillway-tier", "demo-large")
        .header("x-spillway-escalations", "1")
        // 11 tokens at a tenth of a dollar per million: small was cancelled at its first doubtful
        // token. And 11 at a dollar.
        .header("x-spillway-cost-usd", "0.0000121")
        .header("x-spillway-cost-if-largest-usd", "0.000011")
        .body("choices[0].message.content", equalTo("Rome!"))
        .body("choices[0].finish_reason", equalTo("length"))
        .body("usage.total_tokens", equalTo(11));
  }

  @Test
  void a_tier_answers_alone_when_asked_by_name() {
    small.says(Script.answer(0.01, "unsure"));
    send(request("demo-small", ""))
        .statusCode(200)
        .header("x-spillway-tier", "demo-small")
        .header("x-spillway-escalations", "0")
        .header("x-spillway-confidence", nullValue())
        .header("x-spillway-policy", nullValue())
        .body("choices[0].message.content", equalTo("unsure"));
    assertThat(large.calls()).isEmpty();
  }

  @Test
  void a_plain_answer_that_breaks_half_way_is_replaced_even_in_the_last_tier() {
    small.says(Script.failing(new ErrorKind.WorkerFailed("small broke")));
    large.says(
        Script.started(10, 0).token("half", 0.9).fail(new ErrorKind.WorkerFailed("large broke")));
    send(request("auto", ""))
        .statusCode(502)
        .header("x-spillway-request-id", matchesPattern("[0-9a-f]{32}"))
        .body("error.message", equalTo("large broke"))
        .body("error.code", equalTo("worker_failed"));
  }

  @Test
  void the_fields_that_are_supported_reach_the_worker() throws Exception {
    small.says(Script.answer(0.9, "ok"));
    send("""
            {"model":"demo-small","messages":[
               {"role":"developer","content":"Be brief."},
               {"role":"user","content":[{"type":"text","text":"Hello "},{"type":"text","text":"you"}]},
               {"role":"assistant","content":"Yes?"},
               {"role":"user","content":"Go on."}],
             "temperature":0.5,"top_p":0.9,"seed":-7,"stop":"END","max_tokens":5,
             "max_completion_tokens":9,"n":1,"user":"u","store":true,"metadata":{"a":"b"},
             "frequency_penalty":0,"tools":[],"response_format":{"type":"text"},"of_the_future":{}}
            """)
        .statusCode(200);
    var request = small.nextCall().request();
    assertThat(request.model()).isEqualTo("demo-small");
    assertThat(request.messages())
        .containsExactly(
            new ChatMessage(Role.SYSTEM, "Be brief."),
            new ChatMessage(Role.USER, "Hello you"),
            new ChatMessage(Role.ASSISTANT, "Yes?"),
            new ChatMessage(Role.USER, "Go on."));
    assertThat(request.sampling())
        .isEqualTo(
            new Sampling(0.5f, 0.9f, OptionalLong.of(-7), List.of("END"), OptionalInt.of(9)));
  }

  @Test
  void without_settings_a_request_has_the_defaults_of_openai() throws Exception {
    small.says(Script.answer(0.9, "ok"));
    send(request("demo-small", ",\"temperature\":null,\"stop\":null")).statusCode(200);
    assertThat(small.nextCall().request().sampling())
        .isEqualTo(new Sampling(1f, 1f, OptionalLong.empty(), List.of(), OptionalInt.empty()));
  }

  @Test
  void logprobs_lists_the_tokens_of_the_answer() {
    small.says(Script.started(10, 0).token("h", 1).token("é", 1).finish());
    send(request("demo-small", ",\"logprobs\":true"))
        .statusCode(200)
        .body("choices[0].logprobs.content.token", contains("h", "é"))
        .body("choices[0].logprobs.content[1].bytes", contains(0xc3, 0xa9))
        .body("choices[0].logprobs.content[1].logprob", equalTo(0f))
        .body("choices[0].logprobs.content[1].top_logprobs", hasSize(0));
  }

  @Test
  void the_models_are_the_policies_and_the_tiers() {
    given()
        .get("/v1/models")
        .then()
        .statusCode(200)
        .body("object", equalTo("list"))
        .body("data.id", contains("auto", "demo-small", "demo-large", "minilm"))
        .body("data[0].object", equalTo("model"))
        .body("data[0].owned_by", equalTo("spillway"))
        .body("data[0].created", equalTo(1_700_000_000));
    given().get("/v1/models/demo-large").then().statusCode(200).body("id", equalTo("demo-large"));
  }

  @Test
  void the_surface_is_described_as_openapi() {
    given()
        .accept(ContentType.JSON)
        .get("/q/openapi?format=json")
        .then()
        .statusCode(200)
        .body("paths.'/v1/chat/completions'.post.operationId", equalTo("createChatCompletion"))
        .body("paths.'/v1/responses'.post.operationId", equalTo("createResponse"))
        .body("paths.'/v1/models'.get.operationId", equalTo("listModels"))
        .body("paths.'/admin/v1/policies/{name}'.put", notNullValue());
  }

  @Test
  void readiness_says_how_many_workers_each_tier_has() {
    given()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body(
            "checks.find { it.name == 'tiers' }.data",
            equalTo(java.util.Map.of("demo-small", "1 worker", "demo-large", "1 worker")));
  }

  @Test
  void metrics_count_tokens_money_and_escalations() {
    small.says(Script.answer(0.5, "a"));
    large.says(Script.answer(0.9, "b"));
    send(request("auto", "")).statusCode(200);
    var metrics = given().get("/q/metrics").then().statusCode(200).extract().asString();
    assertThat(metrics)
        .contains("spillway_escalations_total{policy=\"auto\",reason=\"confidence\"")
        .contains("spillway_cost_usd_total{tier=\"demo-large\"")
        .contains("spillway_worker_in_flight{worker=\"local-0\"")
        .contains("spillway_gateway_overhead_seconds_bucket{cache=\"bypass\",le=\"0.001\"")
        .contains("spillway_cost_saved_usd{policy=\"auto\"")
        .contains("gen_ai_client_token_usage_bucket{" + MODELS + TOKENS + "le=\"4096.0\"")
        .contains("gen_ai_server_request_duration_seconds_bucket{error_type=\"none\"," + LARGE)
        .contains("gen_ai_server_time_to_first_token_seconds_bucket{" + LARGE);
  }

  @Test
  void errors_are_counted_by_who_has_to_change_something() {
    send(request("no-such-model", "")).statusCode(404);
    assertThat(given().get("/q/metrics").asString())
        .contains("spillway_errors_total{code=\"model_not_found\",fault=\"caller\"")
        .doesNotContain("no-such-model");
  }
}
