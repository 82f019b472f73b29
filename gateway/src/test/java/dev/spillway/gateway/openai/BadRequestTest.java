package dev.spillway.gateway.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.GatewayTest;
import dev.spillway.gateway.StubbedGateway;
import dev.spillway.testkit.Script;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything wrong with a request is a 4xx of OpenAI's shape that names the field. */
@QuarkusTest
@TestProfile(StubbedGateway.class)
class BadRequestTest extends GatewayTest {
  private static final String CHAT = "/v1/chat/completions";

  private static ValidatableResponse send(String body) {
    return given().contentType(ContentType.JSON).body(body).post(CHAT).then();
  }

  private ValidatableResponse refused(String body, int status, String param) {
    var response =
        send(body)
            .statusCode(status)
            .contentType(ContentType.JSON)
            .body("error.param", equalTo(param))
            .body("error.type", equalTo("invalid_request_error"))
            .body("error.message", containsString(param));
    assertThat(small.calls()).isEmpty();
    assertThat(large.calls()).isEmpty();
    return response;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          temperature                  | "hot"
          temperature                  | -0.1
          temperature                  | 2.1
          temperature                  | 1e999
          top_p                        | 1.5
          top_p                        | true
          seed                         | 1.5
          seed                         | 99999999999999999999
          stop                         | 7
          stop                         | ["a","b","c","d","e"]
          stop                         | [""]
          stop[1]                      | ["a",1]
          max_tokens                   | 0
          max_tokens                   | -1
          max_tokens                   | 3.5
          max_tokens                   | "ten"
          max_tokens                   | 99999999999
          max_completion_tokens        | -1
          n                            | 9
          n                            | 0
          stream                       | "yes"
          stream_options               | {"include_usage":true}
          logprobs                     | 1
          top_logprobs                 | 3
          top_logprobs                 | 21
          tools                        | {}
          tools[0].type                | [{"type":"custom"}]
          tools[0].extra               | [{"type":"function","extra":1,"function":{"name":"a"}}]
          tools[0].function.extra      | [{"type":"function","function":{"name":"a","extra":1}}]
          response_format.extra        | {"type":"text","extra":1}
          response_format.json_schema.extra | {"type":"json_schema","json_schema":{"name":"s","schema":{},"extra":1}}
          tools[0].function            | [{"type":"function"}]
          tools[0].function.name       | [{"type":"function","function":{"name":"a b"}}]
          tools[0].function.parameters | [{"type":"function","function":{"name":"a","parameters":"{}"}}]
          tools                        | [{"type":"function","function":{"name":"a"}},{"type":"function","function":{"name":"a"}}]
          tool_choice                  | "required"
          tool_choice                  | "sometimes"
          tool_choice                  | {"type":"function","function":{"name":"a"}}
          parallel_tool_calls          | 1
          frequency_penalty            | 2.5
          presence_penalty             | "much"
          response_format.type         | {"type":"xml"}
          response_format.json_schema  | {"type":"json_schema"}
          """)
  void a_field_with_a_wrong_value_is_named(String path, String value) {
    var field = path.replaceAll("[.\\[].*", "");
    refused(request("demo-small", ",\"%s\":%s".formatted(field, value)), 400, path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          messages                     | []
          messages                     | "Hi"
          messages                     | null
          messages[0]                  | ["Hi"]
          messages[0].role             | [{"content":"Hi"}]
          messages[0].content          | [{"role":"user"}]
          messages[0].content          | [{"role":"user","content":5}]
          messages[2].role             | [{"role":"system","content":"a"},{"role":"user","content":"b"},{"role":"function","content":"c"}]
          messages[2].tool_call_id     | [{"role":"system","content":"a"},{"role":"user","content":"b"},{"role":"tool","content":"c"}]
          messages[0].tool_calls[0].id | [{"role":"assistant","tool_calls":[{"type":"function","function":{"name":"a","arguments":""}}]}]
          messages[0].content[1].type  | [{"role":"user","content":[{"type":"text","text":"a"},{"type":"video_url"}]}]
          messages[0].content[0].type  | [{"role":"system","content":[{"type":"image_url","image_url":{"url":"https://a/b.png"}}]}]
          messages[0].content[0].image_url.url | [{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://a/b.png"}}]}]
          messages[0].content[1].input_audio | [{"role":"user","content":[{"type":"text","text":"a"},{"type":"input_audio"}]}]
          messages[0].content[0].input_audio.format | [{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AAAA"}}]}]
          messages[0].content[0].type  | [{"role":"assistant","content":[{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]}]
          messages[0].content[0].type  | [{"role":"system","content":[{"type":"file","file":{"file_data":"data:application/pdf;base64,AAAA"}}]}]
          messages[0].content[0].file.file_data | [{"role":"user","content":[{"type":"file","file":{"filename":"a.pdf"}}]}]
          messages[0].content[0].file.file_data | [{"role":"user","content":[{"type":"file","file":{"file_data":"http://a/b.pdf"}}]}]
          messages[0].content[0].file.file_data | [{"role":"user","content":[{"type":"file","file":{"file_data":"data:text/plain;base64,?"}}]}]
          messages[0].content[0].file.file_id | [{"role":"user","content":[{"type":"file","file":{"file_id":"file_1"}}]}]
          messages[0].content[0].text  | [{"role":"user","content":[{"type":"text"}]}]
          messages[0].content[0].audio | [{"role":"user","content":[{"type":"text","text":"a","audio":{"id":"x"}}]}]
          messages[0].content[0].image_url.format | [{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://a/b.png","format":"png"}}]}]
          messages[0].tool_calls[0].extra | [{"role":"assistant","tool_calls":[{"id":"c","extra":1,"function":{"name":"a","arguments":""}}]}]
          messages[0].tool_calls[0].function.extra | [{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"a","arguments":"","extra":1}}]}]
          messages[0].refusal          | [{"role":"assistant","refusal":7}]
          messages[0].content          | [{"role":"assistant","refusal":null}]
          """)
  void a_message_that_cannot_be_is_named(String path, String messages) {
    refused("{\"model\":\"auto\",\"messages\":%s}".formatted(messages), 400, path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"messages\":[]}", "{\"model\":null}", "{\"model\":17}"})
  void a_model_has_to_be_named(String body) {
    refused(body, 400, "model");
  }

  @Test
  void an_unknown_model_is_404_and_says_which_there_are() {
    refused(request("gpt-9", ""), 404, "model")
        .body("error.code", equalTo("model_not_found"))
        .body("error.message", containsString("auto, demo-small, demo-large"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"secret-prompt",
        "{\"model\": secret-prompt}",
        "{} {}",
        "[1]",
        "\"secret-prompt\""
      })
  void a_body_that_is_not_json_is_refused_without_repeating_it(String body) {
    send(body)
        .statusCode(400)
        .body("error.code", equalTo("invalid_json"))
        .body("error.param", nullValue())
        .body("error.message", not(containsString("secret")));
  }

  @Test
  void json_may_not_nest_without_end() {
    send(request("auto", ",\"metadata\":" + "[".repeat(5_000) + "]".repeat(5_000)))
        .statusCode(400)
        .body("error.code", equalTo("invalid_json"));
  }

  @Test
  void a_prompt_too_long_for_every_tier_is_400_with_the_longest_context() {
    small.says(Script.failing(new ErrorKind.ContextTooLong(5_000, 1_024)));
    large.says(Script.failing(new ErrorKind.ContextTooLong(5_000, 2_048)));
    send(request("auto", ""))
        .statusCode(400)
        .body("error.code", equalTo("context_length_exceeded"))
        .body("error.param", equalTo("messages"))
        .body("error.message", containsString("2048"));
  }

  @Test
  void what_a_worker_finds_wrong_with_a_field_ends_the_request() {
    small.says(Script.failing(new ErrorKind.InvalidValue("stop", "stop is too long")));
    send(request("auto", "")).statusCode(400).body("error.param", equalTo("stop"));
    assertThat(large.calls()).isEmpty();
  }

  @Test
  void overload_says_when_to_come_back() {
    small.says(Script.failing(new ErrorKind.Overloaded("busy", Duration.ofMillis(1_500))));
    send(request("demo-small", ""))
        .statusCode(429)
        .header("Retry-After", "2")
        .body("error.type", equalTo("rate_limit_error"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /v1/chat/completions, 405, method_not_allowed",
    "DELETE, /v1/models,           405, method_not_allowed",
    "GET,    /v1/nothing,          404, not_found",
    "GET,    /nothing,             404, not_found",
    "GET,    /v1/models/gpt-9,     404, model_not_found"
  })
  void also_what_the_framework_would_answer_has_the_shape(
      String method, String path, int status, String code) {
    given()
        .request(method, path)
        .then()
        .statusCode(status)
        .contentType(ContentType.JSON)
        .body("error.code", equalTo(code))
        .body("error.type", equalTo("invalid_request_error"));
  }

  @Test
  void anything_but_json_is_415() {
    given()
        .contentType("text/plain")
        .body(request("auto", ""))
        .post(CHAT)
        .then()
        .statusCode(415)
        .body("error.code", equalTo("unsupported_media_type"));
  }
}
