package dev.spillway.gateway.upstream;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.spillway.gateway.upstream.EngineServer.Reply;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What models think, between engines of either format and clients of responses. */
@QuarkusTest
@TestProfile(UpstreamProfile.class)
class ResponseThoughtsTest {
  private static final String REASONING =
      """
      {"id":"rs_ID_0","type":"reasoning","status":"%s","summary":[],"content":[%s]}""";

  private static final String THOUGHT = "{\"type\":\"reasoning_text\",\"text\":\"%s\"}";

  private final EngineServer engine = EnginesResource.one();

  @BeforeEach
  void forget() {
    engine.reset();
  }

  private static Reply thinks() {
    return Reply.stream()
        .data("{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"Let me \"}}]}")
        .data("{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"see.\"}}]}");
  }

  private static Reply openai() {
    return thinks()
        .says("4")
        .data("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}")
        .data(
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":6}}}")
        .data("[DONE]");
  }

  /** It signs what it thinks, keeps some of it to itself, and wants a tool used. */
  private static Reply anthropic() {
    return Reply.stream()
        .data("{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":1}}}")
        .data("{\"type\":\"content_block_delta\",\"delta\":{\"thinking\":\"Let me see.\"}}")
        .data("{\"type\":\"content_block_delta\",\"delta\":{\"signature\":\"s1gn\"}}")
        .data(
            "{\"type\":\"content_block_start\",\"content_block\":"
                + "{\"type\":\"redacted_thinking\",\"data\":\"0paque\"}}")
        .data(
            "{\"type\":\"content_block_start\",\"content_block\":"
                + "{\"type\":\"tool_use\",\"id\":\"c1\",\"name\":\"look\"}}")
        .data("{\"type\":\"content_block_delta\",\"delta\":{\"partial_json\":\"{}\"}}")
        .data(
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},"
                + "\"usage\":{\"output_tokens\":9}}")
        .data("{\"type\":\"message_stop\"}");
  }

  private static ValidatableResponse send(String body) {
    return given().contentType("application/json").body(body).post("/v1/responses").then();
  }

  private static String question(String model, String more) {
    return """
        {"model":"%s","temperature":0.5%s,"input":"2 + 2?"}"""
        .formatted(model, more);
  }

  private static String constant(ValidatableResponse response) {
    return response
        .statusCode(200)
        .extract()
        .asString()
        .replaceAll("\"(rs|msg|fc)_\\w+_(\\d)\"", "\"$1_ID_$2\"");
  }

  private static List<JsonObject> events(ValidatableResponse streamed) {
    return constant(streamed)
        .lines()
        .filter(line -> line.startsWith("data: "))
        .map(line -> new JsonObject(line.substring("data: ".length())))
        .toList();
  }

  private static JsonObject event(String type, int number, String more) {
    return new JsonObject(
        "{\"type\":\"response.%s\",\"sequence_number\":%d,\"output_index\":0,%s}"
            .formatted(type, number, more));
  }

  private static JsonArray output(JsonObject response) {
    return response.getJsonArray("output");
  }

  @Test
  void a_stream_has_an_item_with_them_before_the_message() {
    engine.next(openai());
    var events = events(send(question("cached", ",\"stream\":true")));
    var place = "\"item_id\":\"rs_ID_0\",\"content_index\":0,";
    var whole = THOUGHT.formatted("Let me see.");
    var item = REASONING.formatted("completed", whole);
    assertThat(events.subList(2, 9))
        .containsExactly(
            event("output_item.added", 2, "\"item\":" + REASONING.formatted("in_progress", "")),
            event("content_part.added", 3, place + "\"part\":" + THOUGHT.formatted("")),
            event("reasoning_text.delta", 4, place + "\"delta\":\"Let me \""),
            event("reasoning_text.delta", 5, place + "\"delta\":\"see.\""),
            event("reasoning_text.done", 6, place + "\"text\":\"Let me see.\""),
            event("content_part.done", 7, place + "\"part\":" + whole),
            event("output_item.done", 8, "\"item\":" + item));
    assertThat(events.get(9).getJsonObject("item").getString("id")).isEqualTo("msg_ID_1");
    assertThat(events.get(9).getInteger("output_index")).isEqualTo(1);
    var response = events.getLast().getJsonObject("response");
    assertThat(output(response).getJsonObject(0)).isEqualTo(new JsonObject(item));
    assertThat(output(response)).hasSize(2);
    assertThat(response.getJsonObject("usage").getJsonObject("output_tokens_details"))
        .isEqualTo(new JsonObject("{\"reasoning_tokens\":6}"));
  }

  @Test
  void a_whole_response_has_the_same_items() {
    engine.next(openai());
    var output = output(new JsonObject(constant(send(question("cached", "")))));
    assertThat(output).hasSize(2);
    assertThat(output.getJsonObject(0))
        .isEqualTo(
            new JsonObject(REASONING.formatted("completed", THOUGHT.formatted("Let me see."))));
    assertThat(output.getJsonObject(1).getString("id")).isEqualTo("msg_ID_1");
  }

  @Test
  void what_nobody_can_read_is_left_out_and_calls_come_after_what_is_told() {
    engine.next(anthropic(), anthropic());
    var whole = output(new JsonObject(constant(send(question("claude", "")))));
    var streamed = events(send(question("claude", ",\"stream\":true")));
    assertThat(whole)
        .isEqualTo(
            new JsonArray(
                "[%s,%s]"
                    .formatted(
                        REASONING.formatted("completed", THOUGHT.formatted("Let me see.")),
                        "{\"id\":\"fc_ID_1\",\"type\":\"function_call\",\"status\":\"completed\","
                            + "\"call_id\":\"c1\",\"name\":\"look\",\"arguments\":\"{}\"}")));
    assertThat(output(streamed.getLast().getJsonObject("response"))).isEqualTo(whole);
  }

  @Test
  void a_stream_that_breaks_off_has_what_was_thought_until_then() {
    engine.next(thinks().data("{\"error\":{\"message\":\"no\"}}"));
    var last = events(send(question("cached", ",\"stream\":true"))).getLast();
    assertThat(last.getString("type")).isEqualTo("response.failed");
    assertThat(output(last.getJsonObject("response")))
        .isEqualTo(
            new JsonArray(
                "[" + REASONING.formatted("incomplete", THOUGHT.formatted("Let me see.")) + "]"));
  }

  @Test
  void items_that_a_client_sends_back_are_read_and_told_to_nobody() throws Exception {
    engine.next(openai());
    send("""
        {"model":"cached","temperature":0.5,"reasoning":{"effort":"high"},"input":[
          {"role":"user","content":"Is it cold?"},
          {"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":null,
           "content":[{"type":"reasoning_text","text":"I look."}],"status":"completed"},
          {"type":"function_call","call_id":"c1","name":"look","arguments":"{}"},
          {"type":"function_call_output","call_id":"c1","output":"-3"}]}""")
        .statusCode(200);
    var asked = engine.asked().body();
    assertThat(asked.getString("reasoning_effort")).isEqualTo("high");
    assertThat(asked.getJsonArray("messages"))
        .extracting(message -> ((JsonObject) message).getString("role"))
        .containsExactly("user", "assistant", "tool");
    assertThat(asked.encode()).doesNotContain("I look.");
  }

  @Test
  void who_says_nothing_but_thoughts_has_asked_nothing() {
    send("{\"model\":\"cached\",\"input\":[{\"type\":\"reasoning\",\"id\":\"r\",\"summary\":[]}]}")
        .statusCode(400)
        .body("error.param", equalTo("input"))
        .body("error.message", containsString("not reasoning"));
  }
}
