package dev.spillway.gateway.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.GatewayTest;
import dev.spillway.gateway.HttpBytes;
import dev.spillway.gateway.StubbedGateway;
import dev.spillway.testkit.Script;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prompts as they are, and what goes over the wire. */
@QuarkusTest
@TestProfile(StubbedGateway.class)
class TextCompletionTest extends GatewayTest {

  private static String constant(String body) {
    return body.replaceAll("cmpl-[0-9a-f]{32}", "cmpl-ID")
        .replaceAll("\"request_id\":\"[0-9a-f]{32}\"", "\"request_id\":\"ID\"")
        .replaceAll("\"created\":\\d+", "\"created\":1")
        .replaceAll("\"predicted_tokens\":\\d+,", "");
  }

  private static String body(String prompt, String more) {
    return "{\"model\":\"demo-small\",\"prompt\":%s%s}".formatted(prompt, more);
  }

  private HttpBytes complete(String prompt, String more) throws IOException {
    return new HttpBytes(base).post("/v1/completions", body(prompt, more));
  }

  private static ValidatableResponse ask(String prompt, String more) {
    return given()
        .contentType("application/json")
        .body(body(prompt, more))
        .post("/v1/completions")
        .then();
  }

  private static String part(String rest) {
    return "data: {\"id\":\"cmpl-ID\",\"object\":\"text_completion\",\"created\":1,"
        + "\"model\":\"demo-small\",\"choices\":["
        + rest
        + "}\n\n";
  }

  @Test
  void a_prompt_reaches_the_worker_as_it_is_and_the_answer_is_a_text_completion() throws Exception {
    small.says(Script.answer(1, "Par", "is"));
    try (var http = complete("\"The capital is\"", ",\"seed\":7")) {
      assertThat(http.head())
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("x-spillway-tier: demo-small\r\n")
          .contains("x-spillway-cost-usd: 0.0000012\r\n");
      assertThat(constant(http.body()))
          .isEqualTo(
              "{\"id\":\"cmpl-ID\",\"object\":\"text_completion\",\"created\":1,"
                  + "\"model\":\"demo-small\",\"choices\":[{\"text\":\"Paris\",\"index\":0,"
                  + "\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":10,"
                  + "\"completion_tokens\":2,\"total_tokens\":12,"
                  + "\"prompt_tokens_details\":{\"cached_tokens\":0},"
                  + "\"completion_tokens_details\":{\"reasoning_tokens\":0}}}");
    }
    var request = small.nextCall().request();
    assertThat(request.demands().raw()).isTrue();
    assertThat(request.messages()).containsExactly(new ChatMessage(Role.USER, "The capital is"));
    assertThat(request.sampling().maxTokens()).hasValue(16);
  }

  @Test
  void a_stream_is_parts_of_text_and_the_usage_where_it_is_asked_for() throws IOException {
    small.says(Script.answer(1, "Par", "is"));
    try (var http =
        complete(
            "\"A\"",
            ",\"temperature\":0.5,\"stream\":true,\"stream_options\":{\"include_usage\":true}")) {
      assertThat(http.head()).contains("content-type: text/event-stream; charset=utf-8\r\n");
      var body = constant(http.chunks());
      assertThat(body)
          .startsWith(
              part("{\"text\":\"Par\",\"index\":0,\"logprobs\":null,\"finish_reason\":null}]")
                  + part("{\"text\":\"is\",\"index\":0,\"logprobs\":null,\"finish_reason\":null}]"))
          .contains(
              part("{\"text\":\"\",\"index\":0,\"logprobs\":null,\"finish_reason\":\"stop\"}]"))
          .contains("\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2,")
          .contains("\"spillway\":{\"tier\":\"demo-small\"")
          .endsWith("data: [DONE]\n\n");
    }
  }

  @Test
  void a_stream_that_breaks_says_so_and_is_not_done() throws IOException {
    small.says(Script.started(10, 0).token("Par", 1).fail(new ErrorKind.WorkerFailed("it broke")));
    try (var http = complete("\"A\"", ",\"temperature\":0.5,\"stream\":true")) {
      http.head();
      assertThat(http.chunks()).contains("\"error\":{").doesNotContain("[DONE]");
    }
  }

  @Test
  void log_probabilities_are_lists_side_by_side() {
    small.says(Script.answer(1, "Par", "is"));
    ask("\"A\"", ",\"temperature\":0.5,\"logprobs\":0")
        .statusCode(200)
        .body("choices[0].logprobs.tokens", equalTo(List.of("Par", "is")))
        .body("choices[0].logprobs.text_offset", equalTo(List.of(0, 3)))
        .body("choices[0].logprobs.token_logprobs.size()", equalTo(2))
        .body("choices[0].logprobs.top_logprobs", equalTo(List.of(Map.of(), Map.of())));
  }

  @Test
  void each_prompt_gets_its_choices_and_counts_once() throws Exception {
    small.says(
        request ->
            Script.answer(1, request.messages().getFirst().content().equals("A") ? "a" : "b"));
    ask("[\"A\",\"B\"]", ",\"n\":2,\"best_of\":2,\"seed\":5")
        .statusCode(200)
        .body("choices.text", equalTo(List.of("a", "a", "b", "b")))
        .body("choices.index", equalTo(List.of(0, 1, 2, 3)))
        .body("usage.prompt_tokens", equalTo(20))
        .body("usage.completion_tokens", equalTo(4));
    assertThat(small.calls())
        .extracting(call -> call.request().sampling().seed())
        .containsExactlyInAnyOrder(
            OptionalLong.of(5), OptionalLong.of(6), OptionalLong.of(5), OptionalLong.of(6));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,2] | | invalid_value | prompt[0] | tokens are not taken",
        "[] | | invalid_value | prompt | must be a string or an array of strings",
        "\"\" | | invalid_value | prompt | must not be empty",
        "[\"a\",\"b\"] | ,\"n\":5 | invalid_value | prompt | at most 8 answers",
        "\"a\" | ,\"echo\":true | unsupported_parameter | echo | repeat the prompt",
        "\"a\" | ,\"suffix\":\"b\" | unsupported_parameter | suffix | suffix",
        "\"a\" | ,\"best_of\":2 | unsupported_parameter | best_of | best",
        "\"a\" | ,\"logprobs\":6 | invalid_value | logprobs | from 0 to 5",
      })
  void what_is_not_done_is_refused_by_name(
      String prompt, String more, String code, String param, String message) {
    ask(prompt, more == null ? "" : more)
        .statusCode(400)
        .body("error.code", equalTo(code))
        .body("error.param", equalTo(param))
        .body("error.message", containsString(message));
    assertThat(small.calls()).isEmpty();
  }
}
