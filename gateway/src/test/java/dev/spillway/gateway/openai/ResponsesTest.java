package dev.spillway.gateway.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Part;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.chat.Tool;
import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.gateway.GatewayTest;
import dev.spillway.gateway.HttpBytes;
import dev.spillway.gateway.StubbedGateway;
import dev.spillway.testkit.Await;
import dev.spillway.testkit.Script;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenAI's responses, on the wire. */
@QuarkusTest
@TestProfile(StubbedGateway.class)
class ResponsesTest extends GatewayTest {
  private static final String TOOLS =
      """
      ,"tools":[{"type":"function","name":"add","description":"Adds.",\
      "parameters":{"type":"object"},"strict":true}]""";

  /** What a response repeats of a request that says nothing of it. */
  private static final String TERMS =
      "\"background\":false,\"instructions\":null,\"max_output_tokens\":null,"
          + "\"max_tool_calls\":null,\"metadata\":{},\"parallel_tool_calls\":true,"
          + "\"previous_response_id\":null,\"prompt_cache_key\":null,"
          + "\"reasoning\":{\"effort\":null,\"summary\":null},\"safety_identifier\":null,"
          + "\"store\":false,\"temperature\":1.0,\"text\":{\"format\":{\"type\":\"text\"}},"
          + "\"tool_choice\":\"auto\",\"tools\":[],\"top_logprobs\":0,\"top_p\":1.0,"
          + "\"truncation\":\"disabled\",\"user\":null";

  private static final String NO_USAGE = "," + TERMS + ",\"usage\":null}}\n\n";

  private static String body(String model, String input, String more) {
    return "{\"model\":\"%s\",\"input\":%s%s}".formatted(model, input, more);
  }

  private HttpBytes respond(String model, String more) throws IOException {
    return new HttpBytes(base).post("/v1/responses", body(model, "\"Hi\"", more));
  }

  private static ValidatableResponse ask(String input, String more) {
    return given()
        .contentType("application/json")
        .body(body("demo-small", input, more))
        .post("/v1/responses")
        .then();
  }

  /** Puts constants where every request has another value. */
  private static String constant(String body) {
    return body.replaceAll("(resp_|msg_|fc_)[0-9a-f]{32}", "$1ID")
        .replaceAll("\"created_at\":\\d+", "\"created_at\":1")
        .replaceAll(",\"spillway\":\\{[^}]*}", "");
  }

  private static String usage(int input, int cached, int output) {
    return ("\"usage\":{\"input_tokens\":%d,\"input_tokens_details\":{\"cached_tokens\":%d,"
            + "\"cache_write_tokens\":0},\"output_tokens\":%d,"
            + "\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":%d}")
        .formatted(input, cached, output, input + output);
  }

  private static String text(String text) {
    return "{\"type\":\"output_text\",\"text\":\"%s\",\"annotations\":[],\"logprobs\":[]}"
        .formatted(text);
  }

  private static String message(int index, String status, String content) {
    return ("{\"id\":\"msg_ID_%d\",\"type\":\"message\",\"role\":\"assistant\",\"status\":\"%s\","
            + "\"content\":[%s]}")
        .formatted(index, status, content);
  }

  private static String call(int index, String status, String id, String arguments) {
    return ("{\"id\":\"fc_ID_%d\",\"type\":\"function_call\",\"status\":\"%s\","
            + "\"call_id\":\"%s\",\"name\":\"add\",\"arguments\":\"%s\"}")
        .formatted(index, status, id, arguments);
  }

  /** The beginning of a response, up to what it repeats. */
  private static String response(String model, String status, String why, String output) {
    return ("{\"id\":\"resp_ID\",\"object\":\"response\",\"created_at\":1,\"status\":\"%s\",%s,"
            + "\"model\":\"%s\",\"output\":[%s]")
        .formatted(status, why, model, output);
  }

  private static final String WELL = "\"error\":null,\"incomplete_details\":null";

  private static String event(int number, String type, String rest) {
    return "event: %s\ndata: {\"type\":\"%s\",\"sequence_number\":%d,%s"
        .formatted(type, type, number, rest);
  }

  /** The first two events of any stream. */
  private static String begun(String model) {
    var begun = "\"response\":" + response(model, "in_progress", WELL, "") + NO_USAGE;
    return event(0, "response.created", begun) + event(1, "response.in_progress", begun);
  }

  private static String added(int number, int index, String item) {
    return event(
        number,
        "response.output_item.added",
        "\"output_index\":%d,\"item\":%s}\n\n".formatted(index, item));
  }

  private static String itemDone(int number, int index, String item) {
    return event(
        number,
        "response.output_item.done",
        "\"output_index\":%d,\"item\":%s}\n\n".formatted(index, item));
  }

  private static String place(int index) {
    return "\"item_id\":\"msg_ID_%d\",\"output_index\":%d,\"content_index\":0,"
        .formatted(index, index);
  }

  private static String partAdded(int number, int index) {
    return event(
        number,
        "response.content_part.added",
        place(index) + "\"part\":%s}\n\n".formatted(text("")));
  }

  private static String delta(int number, int index, String delta) {
    return event(
        number,
        "response.output_text.delta",
        place(index) + "\"delta\":\"%s\",\"logprobs\":[]}\n\n".formatted(delta));
  }

  private static String textDone(int number, int index, String text, String status) {
    return event(
            number,
            "response.output_text.done",
            place(index) + "\"text\":\"%s\",\"logprobs\":[]}\n\n".formatted(text))
        + event(
            number + 1,
            "response.content_part.done",
            place(index) + "\"part\":%s}\n\n".formatted(text(text)))
        + itemDone(number + 2, index, message(index, status, text(text)));
  }

  private static String argumentsDelta(int number, int index, String delta) {
    return event(
        number,
        "response.function_call_arguments.delta",
        "\"item_id\":\"fc_ID_%d\",\"output_index\":%d,\"delta\":\"%s\"}\n\n"
            .formatted(index, index, delta));
  }

  private static String argumentsDone(int number, int index, String id, String arguments) {
    return event(
            number,
            "response.function_call_arguments.done",
            "\"item_id\":\"fc_ID_%d\",\"output_index\":%d,\"name\":\"add\",\"arguments\":\"%s\"}\n\n"
                .formatted(index, index, arguments))
        + itemDone(number + 1, index, call(index, "completed", id, arguments));
  }

  @Test
  void a_whole_response_is_a_message_with_usage_and_the_terms_of_its_request() throws IOException {
    small.says(Script.started(12, 8).token("Par", 1).token("is", 1).finish());
    try (var http = respond("auto", "")) {
      assertThat(http.head())
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("x-spillway-tier: demo-small\r\n")
          .contains("x-spillway-policy: auto@3\r\n")
          .contains("x-spillway-cost-usd: 0.0000014\r\n");
      assertThat(constant(http.body()))
          .isEqualTo(
              response("demo-small", "completed", WELL, message(0, "completed", text("Paris")))
                  + ","
                  + TERMS
                  + ","
                  + usage(12, 8, 2)
                  + "}");
    }
  }

  @Test
  void a_stream_is_numbered_events_from_created_to_completed() throws IOException {
    large.says(Script.started(10, 0).token("Par", 0.9).token("is", 0.9).finish());
    try (var http = respond("demo-large", ",\"stream\":true")) {
      assertThat(http.head())
          .contains("content-type: text/event-stream; charset=utf-8\r\n")
          .contains("x-spillway-tier: demo-large\r\n");
      var bytes = http.chunks();
      assertThat(constant(bytes))
          .isEqualTo(
              begun("demo-large")
                  + added(2, 0, message(0, "in_progress", ""))
                  + partAdded(3, 0)
                  + delta(4, 0, "Par")
                  + delta(5, 0, "is")
                  + textDone(6, 0, "Paris", "completed")
                  + event(
                      9,
                      "response.completed",
                      "\"response\":"
                          + response(
                              "demo-large",
                              "completed",
                              WELL,
                              message(0, "completed", text("Paris")))
                          + ","
                          + TERMS
                          + ","
                          + usage(10, 0, 2)
                          + "}}\n\n"));
      assertThat(bytes)
          .contains(
              "\"spillway\":{\"tier\":\"demo-large\",\"escalations\":0,\"cost_usd\":\"0.000012\"");
    }
  }

  private static Script calling() {
    return Script.started(10, 0)
        .token("Let me see.", 0.9)
        .call(0, "call_1", "add", "")
        .call(0, "", "", "{\"a\":")
        .call(0, "", "", "1}")
        .call(1, "call_2", "add", "{}")
        .finish(FinishReason.TOOL_CALLS, "");
  }

  private static final String CALLED =
      message(0, "completed", text("Let me see."))
          + ","
          + call(1, "completed", "call_1", "{\\\"a\\\":1}")
          + ","
          + call(2, "completed", "call_2", "{}");

  @Test
  void calls_of_tools_are_items_after_the_message() {
    small.says(calling());
    var answered = ask("\"Hi\"", TOOLS).statusCode(200).extract().asString();
    assertThat(constant(answered))
        .startsWith(response("demo-small", "completed", WELL, CALLED))
        .contains(TOOLS.substring(1));
  }

  @Test
  void a_response_of_calls_alone_has_no_message() {
    small.says(Script.started(10, 0).call(0, "c", "add", "{}").finish(FinishReason.TOOL_CALLS, ""));
    var answered = ask("\"Hi\"", TOOLS).statusCode(200).extract().asString();
    assertThat(constant(answered))
        .startsWith(response("demo-small", "completed", WELL, call(0, "completed", "c", "{}")));
  }

  @Test
  void calls_of_tools_are_streamed_item_by_item() throws IOException {
    large.says(calling());
    try (var http = respond("demo-large", TOOLS + ",\"stream\":true")) {
      http.head();
      var body = constant(http.chunks());
      assertThat(body)
          .contains(
              added(2, 0, message(0, "in_progress", ""))
                  + partAdded(3, 0)
                  + delta(4, 0, "Let me see.")
                  + textDone(5, 0, "Let me see.", "completed")
                  + added(8, 1, call(1, "in_progress", "call_1", ""))
                  + argumentsDelta(9, 1, "{\\\"a\\\":")
                  + argumentsDelta(10, 1, "1}")
                  + argumentsDone(11, 1, "call_1", "{\\\"a\\\":1}")
                  + added(13, 2, call(2, "in_progress", "call_2", ""))
                  + argumentsDelta(14, 2, "{}")
                  + argumentsDone(15, 2, "call_2", "{}")
                  + event(
                      17,
                      "response.completed",
                      "\"response\":" + response("demo-large", "completed", WELL, CALLED)));
    }
  }

  @Test
  void a_failure_before_the_commit_is_replaced_and_told_to_nobody() throws IOException {
    small.says(
        Script.started(10, 0).token("lost", 0.9).fail(new ErrorKind.WorkerFailed("it broke")));
    large.says(Script.answer(0.9, "kept"));
    try (var http = respond("auto", ",\"stream\":true")) {
      assertThat(http.head()).contains("x-spillway-tier: demo-large\r\n");
      assertThat(http.chunks()).contains("event: response.completed\n").doesNotContain("lost");
    }
  }

  /** Law 4: nothing after commit is taken back, and nothing hides a failure. */
  @Test
  void a_failure_after_the_commit_is_a_response_that_failed_with_what_came_until_then()
      throws IOException {
    large.says(
        Script.started(10, 0).token("half", 0.9).fail(new ErrorKind.WorkerFailed("it broke")));
    try (var http = respond("demo-large", ",\"stream\":true")) {
      assertThat(http.head()).startsWith("HTTP/1.1 200");
      var why =
          "\"error\":{\"code\":\"server_error\",\"message\":\"it broke\"},"
              + "\"incomplete_details\":null";
      assertThat(constant(http.chunks()))
          .isEqualTo(
              begun("demo-large")
                  + added(2, 0, message(0, "in_progress", ""))
                  + partAdded(3, 0)
                  + delta(4, 0, "half")
                  + event(
                      5,
                      "response.failed",
                      "\"response\":"
                          + response(
                              "demo-large", "failed", why, message(0, "incomplete", text("half")))
                          + NO_USAGE));
    }
  }

  @Test
  void a_stream_that_fails_before_its_first_byte_is_an_ordinary_error() throws IOException {
    large.says(Script.failing(new ErrorKind.WorkerFailed("large broke")));
    try (var http = respond("demo-large", ",\"stream\":true")) {
      assertThat(http.head())
          .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
          .contains("content-type: application/json\r\n");
      assertThat(http.body()).contains("\"code\":\"worker_failed\"");
    }
  }

  @ParameterizedTest
  @CsvSource({"LENGTH, max_output_tokens", "CONTENT_FILTER, content_filter"})
  void what_ends_before_the_model_ended_it_is_incomplete(FinishReason reason, String why)
      throws IOException {
    small.says(Script.started(10, 0).token("half", 1).finish(reason, ""));
    ask("\"Hi\"", "")
        .statusCode(200)
        .body("status", equalTo("incomplete"))
        .body("incomplete_details.reason", equalTo(why))
        .body("output[0].status", equalTo("incomplete"))
        .body("usage.output_tokens", equalTo(1));
    small.says(Script.started(10, 0).token("half", 1).finish(reason, ""));
    try (var http = respond("demo-small", ",\"stream\":true")) {
      http.head();
      assertThat(constant(http.chunks()))
          .contains(textDone(5, 0, "half", "incomplete"))
          .contains(
              event(
                  8,
                  "response.incomplete",
                  "\"response\":"
                      + response(
                          "demo-small",
                          "incomplete",
                          "\"error\":null,\"incomplete_details\":{\"reason\":\"%s\"}"
                              .formatted(why),
                          message(0, "incomplete", text("half")))));
    }
  }

  @Test
  void a_stream_without_text_is_still_an_empty_message() throws IOException {
    large.says(Script.answer(0.9, ""));
    try (var http = respond("demo-large", ",\"stream\":true")) {
      http.head();
      assertThat(constant(http.chunks()))
          .contains(partAdded(3, 0) + textDone(4, 0, "", "completed"))
          .contains("event: response.completed\n");
    }
  }

  @Test
  void log_probabilities_come_with_the_text_and_again_with_the_whole() throws IOException {
    var included =
        ",\"include\":[\"message.output_text.logprobs\",\"reasoning.encrypted_content\"],"
            + "\"top_logprobs\":2";
    var token = "{\"token\":\"é\",\"logprob\":0.0,\"bytes\":[195,169],\"top_logprobs\":[]}";
    small.says(Script.answer(1, "é"));
    try (var http = respond("demo-small", included + ",\"stream\":true")) {
      http.head();
      var body = constant(http.chunks());
      assertThat(body)
          .contains("\"delta\":\"é\",\"logprobs\":[" + token + "]}")
          .contains("\"text\":\"é\",\"logprobs\":[" + token + "]}")
          .contains("\"annotations\":[],\"logprobs\":[" + token + "]}");
    }
    small.says(Script.answer(1, "é"));
    ask("\"Hi\"", included)
        .statusCode(200)
        .body("output[0].content[0].logprobs.token", equalTo(List.of("é")))
        .body("top_logprobs", equalTo(2));
  }

  @Test
  void all_that_a_request_says_reaches_the_worker_as_a_chat_completion_would_say_it()
      throws Exception {
    small.says(Script.answer(0.9, "ok"));
    given()
        .contentType("application/json")
        .body(
            """
                {"model":"demo-small","instructions":"Be brief.","input":[
                   {"role":"developer","content":"Be kind."},
                   {"type":"message","role":"user","content":[
                      {"type":"input_text","text":"What is "},{"type":"input_text","text":"this?"},
                      {"type":"input_image","image_url":"https://a/b.png","detail":"low"}]},
                   {"id":"msg_1","type":"message","role":"assistant","status":"completed","content":[
                      {"type":"output_text","text":"Let me see.","annotations":[]}]},
                   {"id":"fc_1","type":"function_call","call_id":"c1","name":"add","arguments":"{}","status":"completed"},
                   {"type":"function_call","call_id":"c2","name":"add","arguments":"{}"},
                   {"type":"function_call_output","call_id":"c1","output":"1"},
                   {"type":"function_call_output","call_id":"c2","output":[{"type":"input_text","text":"2"}]},
                   {"type":"function_call","call_id":"c3","name":"add","arguments":"{}"},
                   {"type":"function_call_output","call_id":"c3","output":"3"}],
                 "tool_choice":{"type":"function","name":"add"},"parallel_tool_calls":false,
                 "text":{"format":{"type":"json_schema","name":"s","schema":{"type":"object"},"strict":true},"verbosity":"low"},
                 "reasoning":{"effort":"low","summary":"auto"},
                 "temperature":0.5,"top_p":0.9,"max_output_tokens":9,"seed":7,"stop":"END",
                 "frequency_penalty":0.5,"presence_penalty":-0.5,"max_tool_calls":3,
                 "background":false,"store":true,"truncation":"disabled","service_tier":"auto",
                 "metadata":{"a":"b"},"user":"u","safety_identifier":"s","top_k":5%s}
                """
                .formatted(TOOLS))
        .post("/v1/responses")
        .then()
        .statusCode(200)
        .body("store", equalTo(false))
        .body("instructions", equalTo("Be brief."))
        .body("metadata.a", equalTo("b"))
        .body("temperature", equalTo(0.5f))
        .body("max_output_tokens", equalTo(9))
        .body("text.format.name", equalTo("s"))
        .body("tools[0].name", equalTo("add"))
        .body("tool_choice.name", equalTo("add"))
        .body("reasoning.effort", equalTo("low"));
    var asked = small.nextCall().request();
    assertThat(asked.messages())
        .containsExactly(
            new ChatMessage(Role.SYSTEM, "Be brief."),
            new ChatMessage(Role.SYSTEM, "Be kind."),
            new ChatMessage(
                Role.USER,
                List.of(new Part.Text("What is this?"), new Part.Image("https://a/b.png", "low")),
                List.of(),
                Optional.empty()),
            new ChatMessage(
                Role.ASSISTANT,
                List.of(new Part.Text("Let me see.")),
                List.of(new ToolCall("c1", "add", "{}"), new ToolCall("c2", "add", "{}")),
                Optional.empty()),
            new ChatMessage(Role.TOOL, List.of(new Part.Text("1")), List.of(), Optional.of("c1")),
            new ChatMessage(Role.TOOL, List.of(new Part.Text("2")), List.of(), Optional.of("c2")),
            new ChatMessage(
                Role.ASSISTANT,
                List.of(),
                List.of(new ToolCall("c3", "add", "{}")),
                Optional.empty()),
            new ChatMessage(Role.TOOL, List.of(new Part.Text("3")), List.of(), Optional.of("c3")));
    assertThat(asked.sampling())
        .isEqualTo(
            new Sampling(
                0.5f, 0.9f, OptionalLong.of(7), List.of("END"), OptionalInt.of(9), 0.5f, -0.5f, 0));
    var demands = asked.demands();
    assertThat(demands.tools())
        .containsExactly(new Tool("add", "Adds.", "{\"type\":\"object\"}", true));
    assertThat(demands.choice()).isEqualTo(new ToolChoice.Named("add"));
    assertThat(demands.parallelCalls()).isFalse();
    assertThat(demands.format())
        .isEqualTo(new ResponseFormat.JsonSchema("s", "", "{\"type\":\"object\"}", true));
    assertThat(demands.passed())
        .containsOnlyKeys(
            "metadata",
            "reasoning_effort",
            "safety_identifier",
            "service_tier",
            "top_k",
            "user",
            "verbosity")
        .containsEntry("reasoning_effort", "\"low\"")
        .containsEntry("verbosity", "\"low\"");
  }

  @Test
  void tools_that_only_openai_runs_are_offers_and_models_are_not_told_of_them() throws Exception {
    small.says(Script.answer(0.9, "x"));
    ask(
            "\"Hi\"",
            """
            ,"tools":[{"type":"web_search","external_web_access":false},
              {"type":"function","name":"add","parameters":{"type":"object"}},
              {"type":"namespace","name":"agents","tools":[{"type":"function","name":"spawn"}]}],
             "client_metadata":{"session":"s"},"include":["reasoning.encrypted_content"],"store":false""")
        .statusCode(200)
        .body("tools.size()", equalTo(1))
        .body("tools[0].name", equalTo("add"));
    var demands = small.nextCall().request().demands();
    assertThat(demands.tools())
        .containsExactly(new Tool("add", "", "{\"type\":\"object\"}", false));
    assertThat(demands.passed()).as("who asks is nobody's business").isEmpty();
  }

  @Test
  void what_nobody_can_do_is_told_under_the_name_that_responses_have_for_it() {
    small.says(
        Script.failing(ErrorKind.Unsupported.of("response_format", "demo-small", "keep to it")));
    ask("\"Hi\"", ",\"text\":{\"format\":{\"type\":\"json_object\"}}")
        .statusCode(400)
        .body("error.code", equalTo("unsupported_parameter"))
        .body("error.param", equalTo("text.format"));
    small.says(Script.failing(new ErrorKind.ContextTooLong(9000, 512)));
    ask("\"Hi\"", "")
        .statusCode(400)
        .body("error.code", equalTo("context_length_exceeded"))
        .body("error.param", equalTo("input"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`\"a\"` | ,\"previous_response_id\":\"resp_1\" | unsupported_parameter | previous_response_id | send the whole",
        "`\"a\"` | ,\"conversation\":\"conv_1\" | unsupported_parameter | conversation | no conversations are kept",
        "`\"a\"` | ,\"background\":true | unsupported_parameter | background | in answer to its request",
        "`\"a\"` | ,\"prompt\":{\"id\":\"p\"} | unsupported_parameter | prompt | instructions and input",
        "`\"a\"` | ,\"truncation\":\"auto\" | unsupported_parameter | truncation | disabled",
        "`\"a\"` | ,\"max_tokens\":5 | unsupported_parameter | max_tokens | say max_output_tokens",
        "`\"a\"` | ,\"n\":2 | unsupported_parameter | n | one response",
        "`\"a\"` | ,\"messages\":[{}] | unsupported_parameter | messages | say input",
        "`\"a\"` | ,\"reasoning\":{\"mode\":\"pro\"} | unsupported_parameter | reasoning.mode | heed",
        "`\"a\"` | ,\"text\":{\"tone\":\"dry\"} | unsupported_parameter | text.tone | heed",
        "`\"a\"` | ,\"stream\":true,\"stream_options\":{\"include_obfuscation\":true} | unsupported_parameter | stream_options.include_obfuscation | events",
        "`\"a\"` | ,\"tools\":[{\"type\":\"web_search\"}] | invalid_value | tools[0].type | must be function",
        "`\"a\"` | ,\"tools\":[{\"type\":\"function\",\"name\":\"f\"},{}] | invalid_value | tools[1].type | missing",
        "`\"a\"` | ,\"tools\":[{\"type\":\"function\",\"name\":\"f\"},{\"type\":\"web_search\"}],\"tool_choice\":{\"type\":\"web_search\"} | invalid_value | tool_choice.type | must be function",
        "`\"a\"` | ,\"top_logprobs\":2 | invalid_value | top_logprobs | message.output_text.logprobs",
        "`\"a\"` | ,\"include\":[\"everything\"] | invalid_value | include[0] | not known",
        "`\"a\"` | ,\"max_output_tokens\":0 | invalid_value | max_output_tokens | at least 1",
        "[] | | invalid_value | input | at least one item",
        "null | | invalid_value | input | missing",
        "7 | | invalid_value | input | must be a string or an array",
        "[{\"type\":\"item_reference\",\"id\":\"msg_1\"}] | | invalid_value | input[0].type | must be message",
        "[{\"role\":\"tool\",\"content\":\"a\"}] | | invalid_value | input[0].role | must be system",
        "[{\"role\":\"user\"}] | | invalid_value | input[0].content | missing",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"input_text_file\"}]}] | | invalid_value | input[0].content[0].type | input_image",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\"}]}] | | invalid_value | input[0].content[0].file_data | missing",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_id\":\"f\"}]}] | | invalid_value | input[0].content[0].file_id | not known",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_url\":\"http://a\"}]}] | | invalid_value | input[0].content[0].file_url | https",
        "[{\"role\":\"system\",\"content\":[{\"type\":\"input_image\"}]}] | | invalid_value | input[0].content[0].type | only users",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"file:///etc\"}]}] | | invalid_value | input[0].content[0].image_url | https",
        "[{\"type\":\"function_call\",\"name\":\"f\",\"arguments\":\"\"}] | | invalid_value | input[0].call_id | missing",
      })
  void what_is_not_done_is_refused_by_name(
      String input, String more, String code, String param, String message) {
    ask(input, more == null ? "" : more)
        .statusCode(400)
        .body("error.type", equalTo("invalid_request_error"))
        .body("error.code", equalTo(code))
        .body("error.param", equalTo(param))
        .body("error.message", containsString(message));
    assertThat(small.calls()).isEmpty();
  }

  @Test
  void there_are_no_responses_to_come_back_to() {
    given()
        .get("/v1/responses/resp_0123456789abcdef0123456789abcdef")
        .then()
        .statusCode(404)
        .body("error.code", equalTo("not_found"))
        .body("error.message", containsString("no responses are kept"));
    given().get("/v1/responses").then().statusCode(405);
  }

  @Test
  void the_tokens_of_an_input_are_counted_and_nothing_is_generated() {
    small.counts(request -> CompletableFuture.completedFuture(17));
    given()
        .contentType("application/json")
        .body(body("demo-small", "\"Hi\"", ""))
        .post("/v1/responses/input_tokens")
        .then()
        .statusCode(200)
        .body("input_tokens", equalTo(17))
        .body("object", equalTo("response.input_tokens"));
    assertThat(small.calls()).isEmpty();
    var cannot = ErrorKind.Unsupported.of("messages", "demo-small", "count");
    small.counts(request -> CompletableFuture.failedFuture(new SpillwayException(cannot)));
    given()
        .contentType("application/json")
        .body(body("demo-small", "\"Hi\"", ""))
        .post("/v1/responses/input_tokens")
        .then()
        .statusCode(400)
        .body("error.param", equalTo("input"));
  }

  @Test
  void a_response_is_kept_for_the_chat_completion_that_asks_for_the_same() {
    small.says(Script.answer(0.9, "Paris"));
    ask("\"Which capital has France?\"", ",\"temperature\":0").statusCode(200);
    Await.until(
        () ->
            given()
                .contentType("application/json")
                .body(
                    """
                    {"model":"demo-small","temperature":0,
                     "messages":[{"role":"user","content":"Which capital has France?"}]}""")
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .body("choices[0].message.content", equalTo("Paris"))
                .extract()
                .header("x-spillway-cache")
                .equals("hit"));
  }

  @Test
  void an_opinion_of_a_response_may_be_given_by_its_id() {
    small.says(Script.answer(0.9, "Paris"));
    String id = ask("\"Hi\"", "").statusCode(200).extract().path("id");
    given()
        .contentType("application/json")
        .body("{\"request_id\":\"%s\",\"quality\":1}".formatted(id))
        .post("/v1/feedback")
        .then()
        .statusCode(204);
  }
}
