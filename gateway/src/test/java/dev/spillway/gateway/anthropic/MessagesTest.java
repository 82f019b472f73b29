package dev.spillway.gateway.anthropic;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.matchesPattern;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.Part;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.chat.Tool;
import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.contracts.chat.Wishes;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.gateway.GatewayTest;
import dev.spillway.gateway.HttpBytes;
import dev.spillway.gateway.StubbedGateway;
import dev.spillway.gateway.tenancy.KeySecret;
import dev.spillway.testkit.Script;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Anthropic's format, on the wire. */
@QuarkusTest
@TestProfile(StubbedGateway.class)
class MessagesTest extends GatewayTest {
  private static final String MESSAGES = "/v1/messages";

  private static String body(String model, String more) {
    return """
    {"model":"%s","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]%s}"""
        .formatted(model, more);
  }

  private static ValidatableResponse send(String body) {
    return given().contentType(ContentType.JSON).body(body).post(MESSAGES).then();
  }

  /** Puts constants where every request has another value. */
  private static String constant(String body) {
    return body.replaceAll("msg_[0-9a-f]{32}", "msg_ID")
        .replaceAll("\"request_id\":\"[0-9a-f]{32}\"", "\"request_id\":\"ID\"")
        .replaceAll("\"predicted_tokens\":\\d+,", "");
  }

  private static String event(String name, String rest) {
    return "event: %s\ndata: {\"type\":\"%s\"%s}\n\n".formatted(name, name, rest);
  }

  @Test
  void a_message_has_anthropic_s_shape_and_says_what_happened() {
    small.says(Script.started(12, 8).token("Par", 1).token("is", 1).finish());
    var answered =
        send(body("auto", ""))
            .statusCode(200)
            .contentType(ContentType.JSON)
            .header("x-spillway-tier", "demo-small")
            .header("x-spillway-policy", "auto@3")
            .header("x-spillway-cost-usd", "0.0000014")
            .header("x-spillway-request-id", matchesPattern("[0-9a-f]{32}"))
            .extract()
            .asString();
    assertThat(constant(answered))
        .isEqualTo(
            "{\"id\":\"msg_ID\",\"type\":\"message\",\"role\":\"assistant\","
                + "\"model\":\"demo-small\",\"content\":[{\"type\":\"text\",\"text\":\"Paris\"}],"
                + "\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
                + "\"usage\":{\"input_tokens\":4,\"cache_creation_input_tokens\":0,"
                + "\"cache_read_input_tokens\":8,\"output_tokens\":2}}");
  }

  @Test
  void an_answer_that_is_as_long_as_it_may_be_says_so() {
    large.says(Script.started(3, 0).token("Rome", 0.9).finish(FinishReason.LENGTH, ""));
    send(body("demo-large", "")).statusCode(200).body("stop_reason", equalTo("max_tokens"));
  }

  @Test
  void all_that_a_request_says_reaches_the_worker() throws Exception {
    large.says(Script.answer(0.9, "x"));
    send("""
            {"model":"demo-large","max_tokens":7,"temperature":0.5,"top_p":0.25,
             "stop_sequences":["END"],"metadata":{"user_id":"u"},"tools":[],
             "thinking":{"type":"disabled"},
             "system":[{"type":"text","text":"Be "},
                       {"type":"text","text":"brief.","cache_control":{"type":"ephemeral"}}],
             "messages":[{"role":"user","content":"One?"},
                         {"role":"assistant","content":[{"type":"text","text":"1"}]},
                         {"role":"user","content":"Two?"},
                         {"role":"system","content":"In a word."}]}""")
        .statusCode(200);
    var asked = large.nextCall().request();
    assertThat(asked.messages())
        .containsExactly(
            new ChatMessage(Role.SYSTEM, "Be brief."),
            new ChatMessage(Role.USER, "One?"),
            new ChatMessage(Role.ASSISTANT, "1"),
            new ChatMessage(Role.USER, "Two?"),
            new ChatMessage(Role.SYSTEM, "In a word."));
    assertThat(asked.demands().passed()).isEqualTo(Map.of("user", "\"u\""));
    assertThat(asked.sampling())
        .isEqualTo(
            new Sampling(0.5f, 0.25f, OptionalLong.empty(), List.of("END"), OptionalInt.of(7)));
  }

  @Test
  void tools_and_pictures_reach_the_worker_and_what_came_of_a_tool_is_a_message_of_its_own()
      throws Exception {
    large.says(Script.answer(0.9, "x"));
    send("""
            {"model":"demo-large","max_tokens":7,"top_k":5,"thinking":{"type":"enabled","budget_tokens":1024},
             "tools":[{"name":"add","description":"Adds.","input_schema":{"type":"object"}}],
             "tool_choice":{"type":"any","disable_parallel_tool_use":true},
             "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}},
             "messages":[{"role":"user","content":[{"type":"text","text":"One?"},
                           {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]},
                         {"role":"assistant","content":[{"type":"text","text":"Hm."},
                           {"type":"tool_use","id":"c1","name":"add","input":{"a":1}}]},
                         {"role":"user","content":[
                           {"type":"tool_result","tool_use_id":"c1","content":[{"type":"text","text":"42"}]},
                           {"type":"text","text":"So?"}]}]}""")
        .statusCode(200);
    var asked = large.nextCall().request();
    assertThat(asked.messages())
        .containsExactly(
            new ChatMessage(
                Role.USER,
                List.of(new Part.Text("One?"), new Part.Image("data:image/png;base64,AAAA", "")),
                List.of(),
                Optional.empty()),
            new ChatMessage(
                Role.ASSISTANT,
                List.of(new Part.Text("Hm.")),
                List.of(new ToolCall("c1", "add", "{\"a\":1}")),
                Optional.empty()),
            new ChatMessage(Role.TOOL, List.of(new Part.Text("42")), List.of(), Optional.of("c1")),
            new ChatMessage(Role.USER, "So?"));
    assertThat(asked.demands())
        .isEqualTo(
            new Demands(
                List.of(new Tool("add", "Adds.", "{\"type\":\"object\"}", false)),
                ToolChoice.REQUIRED,
                false,
                new ResponseFormat.JsonSchema("answer", "", "{\"type\":\"object\"}", true),
                Map.of("top_k", "5"),
                false,
                new Wishes(
                    List.of(),
                    Map.of("thinking", "{\"type\":\"enabled\",\"budget_tokens\":1024}"),
                    List.of())));
  }

  private static ValidatableResponse count(String body) {
    return given().contentType(ContentType.JSON).body(body).post(MESSAGES + "/count_tokens").then();
  }

  @Test
  void tokens_are_counted_by_the_first_tier_that_can_tell_and_nothing_is_generated() {
    var prompt = "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    small.counts(request -> CompletableFuture.completedFuture(17));
    large.counts(request -> CompletableFuture.completedFuture(18));
    count(prompt).statusCode(200).body("input_tokens", equalTo(17)).body("size()", equalTo(1));
    var cannot = ErrorKind.Unsupported.of("tools", "demo-small", "use tools");
    small.counts(request -> CompletableFuture.failedFuture(new SpillwayException(cannot)));
    count(prompt).statusCode(200).body("input_tokens", equalTo(18));
    large.counts(request -> CompletableFuture.failedFuture(new SpillwayException(cannot)));
    count(prompt)
        .statusCode(400)
        .body("error.type", equalTo("invalid_request_error"))
        .body("error.message", containsString("cannot use tools"));
    count("{\"model\":\"nobody\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
        .statusCode(404);
    count("{\"model\":\"auto\"}").statusCode(400);
    assertThat(small.calls()).isEmpty();
    assertThat(large.calls()).isEmpty();
  }

  @Test
  void a_message_says_which_string_stopped_it() {
    large.says(Script.started(3, 0).token("Rome", 0.9).stoppedBy("END"));
    send(body("demo-large", ",\"stop_sequences\":[\"END\"]"))
        .statusCode(200)
        .body("stop_reason", equalTo("stop_sequence"))
        .body("stop_sequence", equalTo("END"));
  }

  private static Script calling() {
    return Script.started(10, 0)
        .token("Let me see.", 0.9)
        .call(0, "toolu_1", "add", "{\"a\":")
        .call(0, "", "", "1}")
        .call(1, "toolu_2", "stop", "")
        .finish(FinishReason.TOOL_CALLS, "");
  }

  @Test
  void calls_of_tools_are_blocks_of_a_message() {
    large.says(calling());
    var answered = send(body("demo-large", "")).statusCode(200).extract().asString();
    assertThat(answered)
        .contains(
            "\"content\":[{\"type\":\"text\",\"text\":\"Let me see.\"},"
                + "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"add\",\"input\":{\"a\":1}},"
                + "{\"type\":\"tool_use\",\"id\":\"toolu_2\",\"name\":\"stop\",\"input\":{}}],"
                + "\"stop_reason\":\"tool_use\",\"stop_sequence\":null");
  }

  @Test
  void calls_of_tools_are_streamed_as_blocks_one_after_another() throws IOException {
    large.says(calling());
    try (var http = new HttpBytes(base).post(MESSAGES, body("demo-large", ",\"stream\":true"))) {
      http.head();
      assertThat(http.chunks())
          .contains(
              event(
                      "content_block_delta",
                      ",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Let me see.\"}")
                  + event("content_block_stop", ",\"index\":0")
                  + event(
                      "content_block_start",
                      ",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\","
                          + "\"name\":\"add\",\"input\":{}}")
                  + event(
                      "content_block_delta",
                      ",\"index\":1,\"delta\":{\"type\":\"input_json_delta\","
                          + "\"partial_json\":\"{\\\"a\\\":\"}")
                  + event(
                      "content_block_delta",
                      ",\"index\":1,\"delta\":{\"type\":\"input_json_delta\","
                          + "\"partial_json\":\"1}\"}")
                  + event("content_block_stop", ",\"index\":1")
                  + event(
                      "content_block_start",
                      ",\"index\":2,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_2\","
                          + "\"name\":\"stop\",\"input\":{}}")
                  + event("content_block_stop", ",\"index\":2"))
          .contains("\"stop_reason\":\"tool_use\"");
    }
  }

  @Test
  void a_stream_is_begun_told_and_ended_by_events() throws IOException {
    small.says(Script.answer(1, "Par", "is", ""));
    try (var http = new HttpBytes(base).post(MESSAGES, body("auto", ",\"stream\":true"))) {
      assertThat(http.head())
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("content-type: text/event-stream; charset=utf-8\r\n")
          .contains("x-spillway-tier: demo-small\r\n");
      assertThat(constant(http.chunks()))
          .isEqualTo(
              event(
                      "message_start",
                      ",\"message\":{\"id\":\"msg_ID\",\"type\":\"message\",\"role\":\"assistant\","
                          + "\"model\":\"demo-small\",\"content\":[],\"stop_reason\":null,"
                          + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":0,"
                          + "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,"
                          + "\"output_tokens\":0}}")
                  + event(
                      "content_block_start",
                      ",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
                  + event(
                      "content_block_delta",
                      ",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Paris\"}")
                  + event("content_block_stop", ",\"index\":0")
                  + event(
                      "message_delta",
                      ",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
                          + "\"usage\":{\"input_tokens\":10,\"cache_creation_input_tokens\":0,"
                          + "\"cache_read_input_tokens\":0,\"output_tokens\":3},"
                          + "\"spillway\":{\"tier\":\"demo-small\",\"confidence\":1.0,"
                          + "\"escalations\":0,\"cost_usd\":\"0.0000013\","
                          + "\"cost_if_largest_usd\":\"0.000013\",\"request_id\":\"ID\","
                          + "\"policy\":\"auto@3\",\"cache\":\"bypass\"}")
                  + event("message_stop", ""));
    }
  }

  @Test
  void law_nothing_after_commit_is_taken_back_a_stream_that_breaks_ends_with_an_error_event()
      throws IOException {
    large.says(
        Script.started(10, 0).token("half", 0.9).fail(new ErrorKind.WorkerFailed("it broke")));
    try (var http = new HttpBytes(base).post(MESSAGES, body("demo-large", ",\"stream\":true"))) {
      http.head();
      assertThat(http.chunks())
          .endsWith(
              event(
                      "content_block_delta",
                      ",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"half\"}")
                  + event("error", ",\"error\":{\"type\":\"api_error\",\"message\":\"it broke\"}"))
          .doesNotContain("message_stop");
    }
  }

  @Test
  void a_failure_before_the_first_byte_is_an_ordinary_error() throws IOException {
    small.says(Script.failing(new ErrorKind.WorkerFailed("small broke")));
    large.says(Script.failing(new ErrorKind.WorkerFailed("large broke")));
    send(body("auto", ",\"stream\":true"))
        .statusCode(502)
        .contentType(ContentType.JSON)
        .body("type", equalTo("error"))
        .body("error.type", equalTo("api_error"))
        .body("error.message", equalTo("large broke"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          model          | {"max_tokens":1,"messages":[{"role":"user","content":"Hi"}]}
          max_tokens     | {"model":"auto","messages":[{"role":"user","content":"Hi"}]}
          max_tokens     | {"model":"auto","max_tokens":0,"messages":[{"role":"user","content":"Hi"}]}
          messages       | {"model":"auto","max_tokens":1}
          messages       | {"model":"auto","max_tokens":1,"messages":[]}
          messages[0].role | {"model":"auto","max_tokens":1,"messages":[{"role":"tool","content":"Hi"}]}
          messages[1].role | {"model":"auto","max_tokens":1,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"I"}]}
          messages[0].content[0].source.type | {"model":"auto","max_tokens":1,"messages":[{"role":"user","content":[{"type":"image","source":{}}]}]}
          messages[0].content[0].source.url | {"model":"auto","max_tokens":1,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"file:///etc/passwd"}}]}]}
          messages[0].content[0].type | {"model":"auto","max_tokens":1,"messages":[{"role":"user","content":[{"type":"search_result"}]}]}
          messages[0].content[0].source | {"model":"auto","max_tokens":1,"messages":[{"role":"user","content":[{"type":"document"}]}]}
          messages[0].content[0].source.type | {"model":"auto","max_tokens":1,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"file","file_id":"f"}}]}]}
          messages[0].content[0].source.url | {"model":"auto","max_tokens":1,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"url","url":"http://a/b.pdf"}}]}]}
          messages[0].content[0].source.media_type | {"model":"auto","max_tokens":1,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"base64","data":"AAAA"}}]}]}
          messages[0].content[0].source.data | {"model":"auto","max_tokens":1,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"text/plain","data":"?"}}]}]}
          messages[0].content[0].source.media_type | {"model":"auto","max_tokens":1,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"application/pdf;x","data":"AAAA"}}]}]}
          messages[0].content[0].citations.enabled | {"model":"auto","max_tokens":1,"messages":[{"role":"user","content":[{"type":"document","citations":{"enabled":true},"source":{"type":"text","media_type":"text/plain","data":"a"}}]}]}
          messages[0].content[0].type | {"model":"auto","max_tokens":1,"messages":[{"role":"assistant","content":[{"type":"document"}]},{"role":"user","content":"Hi"}]}
          messages[0].content[1].type | {"model":"auto","max_tokens":1,"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"tool_result","tool_use_id":"c"}]}]}
          messages[0].content[0].tool_use_id | {"model":"auto","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_result"}]}]}
          messages[0].content[0].input | {"model":"auto","max_tokens":1,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"c","name":"n","input":"x"}]},{"role":"user","content":"Hi"}]}
          messages[0].extra | {"model":"auto","max_tokens":1,"messages":[{"role":"user","content":"Hi","extra":1}]}
          messages[0].content[0].extra | {"model":"auto","max_tokens":1,"messages":[{"role":"user","content":[{"type":"text","text":"a","extra":1}]}]}
          messages[0].content[0].is_error | {"model":"auto","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"c","is_error":"x"}]}]}
          messages[0].content[0].extra | {"model":"auto","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"c","extra":1}]}]}
          messages[0].content[0].source.extra | {"model":"auto","max_tokens":1,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://a/b.png","extra":1}}]}]}
          tools[0].input_examples | {"model":"auto","max_tokens":1,"tools":[{"name":"t","input_schema":{},"input_examples":[{"a":1}]}],"messages":[{"role":"user","content":"Hi"}]}
          tool_choice.extra | {"model":"auto","max_tokens":1,"tool_choice":{"type":"auto","extra":1},"messages":[{"role":"user","content":"Hi"}]}
          stop           | {"model":"auto","max_tokens":1,"stop":["a"],"messages":[{"role":"user","content":"Hi"}]}
          system         | {"model":"auto","max_tokens":1,"system":5,"messages":[{"role":"user","content":"Hi"}]}
          temperature    | {"model":"auto","max_tokens":1,"temperature":1.5,"messages":[{"role":"user","content":"Hi"}]}
          tools[0].input_schema | {"model":"auto","max_tokens":1,"tools":[{"name":"t"}],"messages":[{"role":"user","content":"Hi"}]}
          tools[0].type  | {"model":"auto","max_tokens":1,"tools":[{"type":"web_search_20250305","name":"t"}],"messages":[{"role":"user","content":"Hi"}]}
          tool_choice    | {"model":"auto","max_tokens":1,"tool_choice":{"type":"any"},"messages":[{"role":"user","content":"Hi"}]}
          tool_choice.type | {"model":"auto","max_tokens":1,"tool_choice":{"type":"all"},"messages":[{"role":"user","content":"Hi"}]}
          output_config.format.schema | {"model":"auto","max_tokens":1,"output_config":{"format":{"type":"json_schema"}},"messages":[{"role":"user","content":"Hi"}]}
          stop_sequences | {"model":"auto","max_tokens":1,"stop_sequences":[" "],"messages":[{"role":"user","content":"Hi"}]}
          stream         | {"model":"auto","max_tokens":1,"stream":"yes","messages":[{"role":"user","content":"Hi"}]}
          """)
  void what_is_wrong_is_named_in_an_error_of_anthropic_s_shape(String field, String body) {
    send(body)
        .statusCode(400)
        .body("type", equalTo("error"))
        .body("error.type", equalTo("invalid_request_error"))
        .body("error.message", containsString(field));
    assertThat(small.calls()).isEmpty();
    assertThat(large.calls()).isEmpty();
  }

  @Test
  void whatever_refuses_a_request_does_so_in_anthropic_s_shape() {
    send(body("nobody", "")).statusCode(404).body("error.type", equalTo("not_found_error"));
    send("{").statusCode(400).body("error.type", equalTo("invalid_request_error"));
    given()
        .header("x-api-key", KeySecret.make(new Random(1)).reveal())
        .contentType(ContentType.JSON)
        .body(body("auto", ""))
        .post(MESSAGES)
        .then()
        .statusCode(401)
        .body("error.type", equalTo("authentication_error"));
    given().get(MESSAGES).then().statusCode(405).body("type", equalTo("error"));
    given()
        .contentType("text/plain")
        .body("Hi")
        .post(MESSAGES)
        .then()
        .statusCode(415)
        .body("type", equalTo("error"));
  }

  @Test
  void a_body_that_says_that_it_is_too_long_is_refused_in_anthropic_s_shape() throws IOException {
    try (var http = new HttpBytes(base)) {
      http.sendHead(MESSAGES, "Content-Length: 99999999999");
      assertThat(http.head()).startsWith("HTTP/1.1 413");
      assertThat(http.body())
          .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"request_too_large\"");
    }
  }

  @Test
  void models_are_listed_in_anthropic_s_shape_for_those_who_send_its_version() {
    given()
        .header("anthropic-version", "2023-06-01")
        .get("/v1/models")
        .then()
        .statusCode(200)
        .body("data.id", equalTo(List.of("auto", "demo-small", "demo-large")))
        .body("data.type", everyItem(equalTo("model")))
        .body("data[0].display_name", equalTo("auto"))
        .body("data[0].created_at", matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"))
        .body("has_more", equalTo(false))
        .body("first_id", equalTo("auto"))
        .body("last_id", equalTo("demo-large"));
    given()
        .header("anthropic-version", "2023-06-01")
        .get("/v1/models/demo-small")
        .then()
        .statusCode(200)
        .body("id", equalTo("demo-small"))
        .body("type", equalTo("model"));
    given()
        .header("anthropic-version", "2023-06-01")
        .get("/v1/models/nobody")
        .then()
        .statusCode(404)
        .body("error.type", equalTo("not_found_error"));
    given().get("/v1/models").then().body("object", equalTo("list"));
  }

  @Test
  void the_message_s_id_is_known_to_feedback() {
    small.says(Script.answer(1, "Paris"));
    String id = send(body("auto", "")).statusCode(200).extract().path("id");
    given()
        .contentType(ContentType.JSON)
        .body("{\"request_id\":\"%s\",\"quality\":1}".formatted(id))
        .post("/v1/feedback")
        .then()
        .statusCode(204);
  }
}
