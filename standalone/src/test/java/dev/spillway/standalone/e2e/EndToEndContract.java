package dev.spillway.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.spillway.standalone.e2e.Api.Reply;
import dev.spillway.testkit.Await;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client may expect, however Spillway is run. Each way of running it is a subclass, so that
 * all pass the same tests.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
abstract class EndToEndContract {
  private static final String LONG_QUESTION = "Count from 1 to 60.";
  private static final JsonSchemaFactory SCHEMA_READER =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final List<String> SCHEMAS =
      List.of(
          """
          {"type": "object",
           "properties": {
             "name": {"type": "string", "minLength": 1, "maxLength": 20},
             "age": {"type": "integer", "minimum": 0, "maximum": 150},
             "kind": {"enum": ["person", "machine"]},
             "tags": {"type": "array", "items": {"type": "string", "maxLength": 8}, "maxItems": 3}},
           "required": ["name", "age", "kind", "tags"], "additionalProperties": false}""",
          """
          {"$ref": "#/$defs/term",
           "$defs": {"term": {"anyOf": [
             {"type": "integer", "minimum": 0, "maximum": 9},
             {"type": "object",
              "properties": {"op": {"const": "+"}, "left": {"type": "integer"}},
              "required": ["op", "left"], "additionalProperties": false}]}}}""",
          """
          {"type": "object",
           "properties": {
             "at": {"type": "string", "format": "date-time"},
             "code": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{3}$"},
             "share": {"type": "number", "minimum": 0, "maximum": 1}},
           "required": ["at", "code", "share"], "additionalProperties": false}""");

  abstract Deployment deployment();

  private Api api() {
    return deployment().api();
  }

  @Test
  void the_tiers_and_the_policy_are_listed_as_models() {
    var models = api().get("/v1/models");
    assertThat(models.status()).isEqualTo(200);
    assertThat(models.json().path("data").findValuesAsText("id"))
        .contains("auto", "demo-small", "demo-large");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo-small", "demo-large", "auto"})
  void a_plain_answer_has_text_usage_and_the_story_in_its_headers(String model) {
    var reply = api().chat(Api.question(model, "What is 2 + 3?"));
    assertThat(reply.status()).as(reply.response().body()).isEqualTo(200);
    assertThat(reply.content()).isNotBlank();
    assertThat(reply.json().path("choices").path(0).path("finish_reason").asText())
        .isEqualTo("stop");
    var usage = reply.json().path("usage");
    assertThat(usage.path("prompt_tokens").asInt()).isPositive();
    assertThat(usage.path("completion_tokens").asInt()).isPositive();
    assertThat(usage.path("total_tokens").asInt())
        .isEqualTo(usage.path("prompt_tokens").asInt() + usage.path("completion_tokens").asInt());
    assertThat(usage.path("prompt_tokens_details").has("cached_tokens")).isTrue();
    assertThat(reply.header("x-spillway-tier")).isIn("demo-small", "demo-large");
    assertThat(reply.header("x-spillway-request-id")).isNotEmpty();
    assertThat(new BigDecimal(reply.header("x-spillway-cost-usd"))).isPositive();
    assertThat(new BigDecimal(reply.header("x-spillway-cost-if-largest-usd"))).isPositive();
    if (!model.equals("auto")) {
      assertThat(reply.header("x-spillway-tier")).isEqualTo(model);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo-small", "demo-large", "auto"})
  void a_streamed_answer_has_the_text_of_the_plain_one_and_ends_with_usage_and_done(String model) {
    var plain = api().chat(Api.question(model, "What is the capital of France?"));
    var streamed = api().stream(Api.question(model, "What is the capital of France?"));
    assertThat(streamed.response().statusCode()).isEqualTo(200);
    assertThat(streamed.done()).isTrue();
    assertThat(streamed.content()).isEqualTo(plain.content());
    assertThat(streamed.last().path("usage").path("completion_tokens"))
        .isEqualTo(plain.json().path("usage").path("completion_tokens"));
    assertThat(streamed.chunks().stream().filter(chunk -> chunk.has("error"))).isEmpty();
  }

  @Test
  void a_response_says_what_the_chat_says() {
    var chat = api().chat(Api.question("demo-large", "What is the capital of France?"));
    var response =
        api()
            .post(
                "/v1/responses",
                "none",
                """
                {"model": "demo-large", "temperature": 0, "input": "What is the capital of France?"}""");
    assertThat(response.status()).as(response.response().body()).isEqualTo(200);
    assertThat(response.json().at("/output/0/content/0/text").asText()).isEqualTo(chat.content());
    assertThat(response.json().at("/usage/total_tokens"))
        .isEqualTo(chat.json().at("/usage/total_tokens"));
  }

  @Test
  void a_greedy_question_that_was_answered_is_answered_again_for_nothing() {
    var api = api().saying("max-age=600");
    var question = Api.question("auto", "What is the capital of Italy?");
    var computed = api.chat(question);
    var again = new AtomicReference<>(computed);
    Await.until(
        () -> {
          again.set(api.chat(question));
          return again.get().header("x-spillway-cache").equals("hit");
        });
    assertThat(again.get().content()).isEqualTo(computed.content()).isNotBlank();
    assertThat(again.get().header("x-spillway-cost-usd")).isEqualTo("0");
    // What was computed a second time, before it was kept, found its prompt in the worker's cache.
    for (var tokens : List.of("/usage/prompt_tokens", "/usage/completion_tokens")) {
      assertThat(again.get().json().at(tokens)).isEqualTo(computed.json().at(tokens));
    }
    var streamed = api.stream(Api.question("auto", "What is the capital of Italy?"));
    assertThat(streamed.content()).isEqualTo(computed.content());
    assertThat(streamed.last().path("spillway").path("cache").asText()).isEqualTo("hit");
  }

  /** A model that is nine times out of ten right fails this once in ten thousand trainings. */
  @Test
  void the_large_model_answers_held_out_questions() {
    var questions = HeldOut.first(20);
    var right =
        questions.stream()
            .filter(
                question -> question.isAnsweredBy(api().chat(question.to("demo-large")).content()))
            .count();
    assertThat(right).isGreaterThanOrEqualTo(14);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "404 | model    | {\"model\":\"nobody\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
        "400 | messages | {\"model\":\"auto\",\"messages\":[]}",
        "400 | max_tokens | {\"model\":\"auto\",\"max_tokens\":-1,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
      })
  void bad_input_is_refused_in_the_openai_shape_naming_the_field(
      int status, String field, String body) {
    var reply = api().chat(body);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.json().path("error").path("param").asText()).isEqualTo(field);
    assertThat(reply.json().path("error").path("message").asText()).isNotBlank();
    assertThat(reply.json().path("error").path("type").asText()).isEqualTo("invalid_request_error");
  }

  @Test
  void a_broken_body_is_refused_in_the_openai_shape() {
    var reply = api().chat("{\"model\": \"auto\", ");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("error").path("code").asText()).isEqualTo("invalid_json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo-small", "demo-large", "auto"})
  void a_prompt_longer_than_the_context_is_refused_naming_the_messages(String model) {
    var reply = api().chat(Api.question(model, "word ".repeat(8000)));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("error").path("code").asText())
        .isEqualTo("context_length_exceeded");
    assertThat(reply.json().path("error").path("param").asText()).isEqualTo("messages");
  }

  @Test
  void max_tokens_ends_an_answer_with_the_reason_length() {
    var reply = api().chat(Api.question("demo-large", LONG_QUESTION).put("max_tokens", 5));
    assertThat(reply.json().path("usage").path("completion_tokens").asInt()).isEqualTo(5);
    assertThat(reply.json().path("choices").path(0).path("finish_reason").asText())
        .isEqualTo("length");
  }

  /** The demo models were never shown any JSON. */
  @ParameterizedTest
  @CsvSource({"demo-small,0", "demo-small,1.5", "demo-large,0", "demo-large,1.5", "auto,1.5"})
  void law_a_format_is_kept_plain_and_streamed(String model, double temperature) throws Exception {
    for (var schema : SCHEMAS) {
      var body = Api.question(model, "Who are you?").put("temperature", temperature);
      body.put("seed", 3).put("max_tokens", 400);
      var format = body.putObject("response_format").put("type", "json_schema");
      format.putObject("json_schema").put("name", "test").set("schema", Api.JSON.readTree(schema));
      var reply = api().chat(body);
      assertThat(reply.status()).as(reply.response().body()).isEqualTo(200);
      assertThat(reply.json().path("choices").path(0).path("finish_reason").asText())
          .isEqualTo("stop");
      var answer = Api.JSON.readTree(reply.content());
      assertThat(SCHEMA_READER.getSchema(schema).validate(answer)).isEmpty();
      assertThat(api().stream(body).content()).isEqualTo(reply.content());
    }
  }

  @Test
  void an_answer_that_must_be_an_object_is_the_beginning_of_one_where_it_is_cut() {
    var body = Api.question("demo-small", "Who are you?").put("max_tokens", 8);
    body.putObject("response_format").put("type", "json_object");
    var reply = api().chat(body);
    assertThat(reply.content()).startsWith("{");
    assertThat(reply.json().path("choices").path(0).path("finish_reason").asText())
        .isIn("length", "stop");
  }

  @Test
  void a_schema_that_no_tier_can_keep_to_is_refused_by_its_place() throws Exception {
    var body = Api.question("auto", "Who are you?");
    var format = body.putObject("response_format").put("type", "json_schema");
    format
        .putObject("json_schema")
        .put("name", "test")
        .set("schema", Api.JSON.readTree("{\"properties\": {\"a\": {\"not\": {}}}}"));
    var error = api().chat(body).json().path("error");
    assertThat(error.path("param").asText()).isEqualTo("response_format");
    assertThat(error.path("message").asText()).contains("#/properties/a/not");
  }

  /** Law: one answer. */
  @ParameterizedTest
  @ValueSource(strings = {"demo-small", "demo-large"})
  void a_greedy_answer_is_the_same_alone_and_among_sixteen(String model) {
    var questions =
        IntStream.range(0, 16).mapToObj(i -> "What is %d + %d?".formatted(i * 7, i + 2)).toList();
    var alone =
        questions.stream().map(text -> api().chat(Api.question(model, text)).content()).toList();
    var together =
        questions.stream()
            .map(
                text ->
                    CompletableFuture.supplyAsync(
                        () -> api().chat(Api.question(model, text)),
                        task -> Thread.ofVirtual().start(task)))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .map(Reply::content)
            .toList();
    assertThat(together).isEqualTo(alone);
  }

  /** The answers would go on for thousands of tokens; their places are free long before. */
  @Test
  void a_client_that_goes_away_frees_its_places_in_the_worker() {
    var before = deployment().worker();
    var body = Api.question("demo-large", LONG_QUESTION).put("n", 8);
    body.putObject("response_format")
        .put("type", "json_schema")
        .putObject("json_schema")
        .put("name", "numbers")
        .putObject("schema")
        .put("type", "array")
        .put("minItems", 10_000)
        .putObject("items")
        .put("type", "integer");
    try (var lines = api().open(body).body()) {
      assertThat(lines.filter(line -> line.startsWith("data: ")).findFirst()).isPresent();
    }
    var after = deployment().awaitIdleWorker();
    assertThat(after.generatedTokens() - before.generatedTokens()).isPositive();
    assertThat(after.cancelled() - before.cancelled()).isEqualTo(8);
  }

  /**
   * The same question goes to either tier as the administrator says, from one moment to the next.
   */
  @Test
  void the_threshold_decides_which_tier_answers_and_changes_without_a_restart() {
    setThreshold(0.0);
    assertThat(api().chat(Api.question("auto", "What is 2 + 3?")).header("x-spillway-tier"))
        .isEqualTo("demo-small");
    setThreshold(1.0);
    var escalated = api().chat(Api.question("auto", "What is 2 + 3?"));
    assertThat(escalated.header("x-spillway-tier")).isEqualTo("demo-large");
    assertThat(escalated.header("x-spillway-escalations")).isEqualTo("1");
    setThreshold(0.5);
  }

  private void setThreshold(double threshold) {
    var reply =
        api()
            .put(
                "/admin/v1/policies/auto",
                deployment().adminKey(),
                "{\"scorer\": \"min-probability\", \"thresholds\": [%s]}".formatted(threshold));
    assertThat(reply.status()).as(reply.response().body()).isEqualTo(200);
  }
}
