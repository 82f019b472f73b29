package dev.spillway.gateway.upstream;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.spillway.gateway.upstream.EngineServer.Reply;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What models think, between engines of either format and clients of Anthropic's. */
@QuarkusTest
@TestProfile(UpstreamProfile.class)
class MessageThoughtsTest {
  private static final String ENABLED =
      ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}";

  /** What comes of the tool that the assistant wanted, after what it thought. */
  private static final String TURN =
      """
      {"model":"%s","max_tokens":2000,"temperature":0.5%s,"messages":[
        {"role":"user","content":"Is it cold?"},
        {"role":"assistant","content":[%s
          {"type":"text","text":"Let me see."},
          {"type":"tool_use","id":"c1","name":"look","input":{}}]},
        {"role":"user","content":[
          {"type":"tool_result","tool_use_id":"c1","content":"-3"},
          {"type":"text","text":"So?"}]}],
       "tools":[{"name":"look","input_schema":{"type":"object"}}]}""";

  private static final String SIGNED =
      """
      {"type":"thinking","thinking":"I look.","signature":"s1gn"},\
      {"type":"redacted_thinking","data":"0paque"},""";

  private final EngineServer engine = EnginesResource.one();

  @BeforeEach
  void forget() {
    engine.reset();
  }

  private static String begins(int index, String block) {
    return "{\"type\":\"content_block_start\",\"index\":%d,\"content_block\":%s}"
        .formatted(index, block);
  }

  private static String adds(int index, String delta) {
    return "{\"type\":\"content_block_delta\",\"index\":%d,\"delta\":%s}".formatted(index, delta);
  }

  private static String ends(int index) {
    return "{\"type\":\"content_block_stop\",\"index\":%d}".formatted(index);
  }

  /** All blocks that there are, as Anthropic streams them; one is thought after it has spoken. */
  private static final List<String> BLOCKS =
      List.of(
          begins(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"),
          adds(0, "{\"type\":\"thinking_delta\",\"thinking\":\"Let me \"}"),
          adds(0, "{\"type\":\"thinking_delta\",\"thinking\":\"see.\"}"),
          adds(0, "{\"type\":\"signature_delta\",\"signature\":\"s1gn\"}"),
          ends(0),
          begins(1, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"),
          adds(1, "{\"type\":\"signature_delta\",\"signature\":\"0mitted\"}"),
          ends(1),
          begins(2, "{\"type\":\"redacted_thinking\",\"data\":\"0paque\"}"),
          ends(2),
          begins(3, "{\"type\":\"text\",\"text\":\"\"}"),
          adds(3, "{\"type\":\"text_delta\",\"text\":\"I look.\"}"),
          ends(3),
          begins(4, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"),
          adds(4, "{\"type\":\"thinking_delta\",\"thinking\":\"There.\"}"),
          adds(4, "{\"type\":\"signature_delta\",\"signature\":\"l4ter\"}"),
          ends(4),
          begins(5, "{\"type\":\"tool_use\",\"id\":\"c1\",\"name\":\"look\",\"input\":{}}"),
          adds(5, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"at\\\":1}\"}"),
          ends(5));

  private static Reply anthropic() {
    var reply =
        Reply.stream()
            .data("{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":1}}}");
    BLOCKS.forEach(reply::data);
    return reply
        .data(
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":"
                + "{\"output_tokens\":9,\"output_tokens_details\":{\"thinking_tokens\":6}}}")
        .data("{\"type\":\"message_stop\"}");
  }

  private static Reply openai() {
    return Reply.stream()
        .data("{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"Let me \"}}]}")
        .data("{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"see.\"}}]}")
        .says("4")
        .ends("stop", 5, 7);
  }

  private static ValidatableResponse send(String body) {
    return given().contentType("application/json").body(body).post("/v1/messages").then();
  }

  private static String question(String model, String more) {
    return """
        {"model":"%s","max_tokens":2000,"temperature":0.5%s,
         "messages":[{"role":"user","content":"2 + 2?"}]}"""
        .formatted(model, more);
  }

  private static List<JsonObject> blocks(ValidatableResponse streamed) {
    return streamed
        .statusCode(200)
        .extract()
        .asString()
        .lines()
        .filter(line -> line.startsWith("data: {\"type\":\"content_block"))
        .map(line -> new JsonObject(line.substring("data: ".length())))
        .toList();
  }

  private static JsonArray content(ValidatableResponse whole) {
    return new JsonObject(whole.statusCode(200).extract().asString()).getJsonArray("content");
  }

  @Test
  void a_stream_has_the_blocks_that_anthropic_s_engine_told_in_their_order() {
    engine.next(anthropic());
    assertThat(blocks(send(question("claude", ENABLED + ",\"stream\":true"))))
        .containsExactlyElementsOf(BLOCKS.stream().map(JsonObject::new).toList());
  }

  @Test
  void a_whole_message_has_the_same_blocks_and_says_how_much_was_thought() {
    engine.next(anthropic());
    var whole = send(question("claude", ENABLED));
    assertThat(content(whole))
        .isEqualTo(
            new JsonArray(
                """
                [{"type":"thinking","thinking":"Let me see.","signature":"s1gn"},
                 {"type":"thinking","thinking":"","signature":"0mitted"},
                 {"type":"redacted_thinking","data":"0paque"},
                 {"type":"text","text":"I look."},
                 {"type":"thinking","thinking":"There.","signature":"l4ter"},
                 {"type":"tool_use","id":"c1","name":"look","input":{"at":1}}]"""));
    whole
        .body("usage.output_tokens", equalTo(9))
        .body("usage.output_tokens_details.thinking_tokens", equalTo(6));
  }

  @Test
  void engines_of_openai_s_format_sign_nothing() {
    engine.next(openai(), openai());
    assertThat(content(send(question("cached", ENABLED))))
        .isEqualTo(
            new JsonArray(
                """
                [{"type":"thinking","thinking":"Let me see.","signature":""},
                 {"type":"text","text":"4"}]"""));
    assertThat(blocks(send(question("cached", ",\"stream\":true"))))
        .containsExactlyElementsOf(
            List.of(
                    BLOCKS.get(0),
                    BLOCKS.get(1),
                    BLOCKS.get(2),
                    ends(0),
                    begins(1, "{\"type\":\"text\",\"text\":\"\"}"),
                    adds(1, "{\"type\":\"text_delta\",\"text\":\"4\"}"),
                    ends(1))
                .stream()
                .map(JsonObject::new)
                .toList());
  }

  @Test
  void who_does_not_want_thoughts_is_told_none() {
    var disabled = ",\"thinking\":{\"type\":\"disabled\"}";
    for (var more : List.of(disabled, disabled + ",\"stream\":true")) {
      engine.next(anthropic());
      send(question("claude", more))
          .statusCode(200)
          .body(containsString("I look."))
          .body(not(containsString("Let me")))
          .body(not(containsString("s1gn")))
          .body(not(containsString("0paque")));
    }
  }

  @Test
  void how_much_to_think_reaches_anthropic_s_engines_as_it_was_said_and_others_not_at_all()
      throws Exception {
    for (var thinking :
        List.of(
            "{\"type\":\"enabled\",\"budget_tokens\":1024,\"display\":\"omitted\"}",
            "{\"type\":\"adaptive\"}",
            "{\"type\":\"disabled\"}")) {
      for (var model : List.of("claude", "cached")) {
        engine.next(model.equals("claude") ? anthropic() : openai());
        send(question(model, ",\"thinking\":" + thinking)).statusCode(200);
        assertThat(engine.asked().body().getJsonObject("thinking"))
            .isEqualTo(model.equals("claude") ? new JsonObject(thinking) : null);
      }
    }
  }

  @Test
  void what_cannot_be_meant_by_thinking_is_refused_by_its_path() {
    for (var wrong :
        List.of(
            List.of("thinking.type", "{\"type\":\"some\"}"),
            List.of("thinking.budget_tokens", "{\"type\":\"enabled\"}"),
            List.of("thinking.budget_tokens", "{\"type\":\"enabled\",\"budget_tokens\":1023}"),
            List.of("thinking.budget_tokens", "{\"type\":\"adaptive\",\"budget_tokens\":2000}"),
            List.of("thinking.display", "{\"type\":\"adaptive\",\"display\":\"loud\"}"),
            List.of("thinking.deeply", "{\"type\":\"adaptive\",\"deeply\":true}"))) {
      send(question("claude", ",\"thinking\":" + wrong.getLast()))
          .statusCode(400)
          .body("error.type", equalTo("invalid_request_error"))
          .body("error.message", containsString(wrong.getFirst()));
    }
    assertThat(engine.waiting()).isZero();
  }

  @Test
  void thoughts_that_a_client_sends_back_reach_anthropic_s_engine_unchanged() throws Exception {
    engine.next(anthropic());
    send(TURN.formatted("claude", ENABLED, SIGNED)).statusCode(200);
    var asked = engine.asked().body();
    assertThat(asked.getJsonArray("messages").getJsonObject(1).getJsonArray("content"))
        .isEqualTo(
            new JsonArray(
                "["
                    + SIGNED
                    + "{\"type\":\"text\",\"text\":\"Let me see.\"},"
                    + "{\"type\":\"tool_use\",\"id\":\"c1\",\"name\":\"look\",\"input\":{}}]"));
    assertThat(asked.containsKey("thinking")).isTrue();
  }

  @Test
  void other_engines_are_not_told_of_them() throws Exception {
    engine.next(openai());
    send(TURN.formatted("cached", ENABLED, SIGNED)).statusCode(200);
    var answer = engine.asked().body().getJsonArray("messages").getJsonObject(1);
    assertThat(answer.getString("content")).isEqualTo("Let me see.");
    assertThat(answer.getJsonArray("tool_calls")).hasSize(1);
    assertThat(answer.fieldNames()).containsOnly("role", "content", "tool_calls");
  }

  @Test
  void anthropic_s_engine_does_not_think_on_a_budget_after_tools_that_were_wanted_without_thought()
      throws Exception {
    var unsigned = "{\"type\":\"thinking\",\"thinking\":\"I look.\",\"signature\":\"\"},";
    for (var before : List.of("", unsigned)) {
      engine.next(anthropic());
      send(TURN.formatted("claude", ENABLED, before)).statusCode(200);
      var asked = engine.asked().body();
      assertThat(asked.containsKey("thinking")).isFalse();
      assertThat(asked.encode()).doesNotContain("I look.");
    }
    engine.next(anthropic());
    send(TURN.formatted("claude", ",\"thinking\":{\"type\":\"adaptive\"}", "")).statusCode(200);
    assertThat(engine.asked().body().containsKey("thinking")).isTrue();
  }

  @Test
  void only_assistants_think() {
    send(question("claude", "").replace("\"2 + 2?\"", "[" + SIGNED.strip().replaceAll(",$", "]")))
        .statusCode(400)
        .body("error.message", containsString("messages[0].content[0].type"));
  }

  /** Its engine would not go on without them. */
  @Test
  void an_answer_that_wants_tools_after_signed_thoughts_is_not_kept() {
    var again =
        """
        {"model":"claude","max_tokens":50,"temperature":0,
         "messages":[{"role":"user","content":"%s"}]}"""
            .formatted(UUID.randomUUID());
    for (int i = 0; i < 2; i++) {
      engine.next(anthropic());
      send(again).statusCode(200).header("x-spillway-cache", equalTo("miss"));
    }
  }
}
