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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of a request reaches an engine, in its own format and in the other. */
@QuarkusTest
@TestProfile(UpstreamProfile.class)
class CarriedFieldsTest {
  private static final String PICTURE =
      "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"AAAA\"}}";

  private final EngineServer engine = EnginesResource.one();

  @BeforeEach
  void forget() {
    engine.reset();
  }

  private static ValidatableResponse ask(String path, String body) {
    return given().contentType("application/json").body(body).post(path).then();
  }

  /** Two tools were asked: one answers with a picture, the other fails. */
  private static String tools(String tier, String more) {
    return """
        {"model":"%s","max_tokens":9,"temperature":0.5%s,"messages":[
          {"role":"user","content":"Look."},
          {"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"see","input":{}},
             {"type":"tool_use","id":"c2","name":"hear","input":{}}]},
          {"role":"user","content":[
             {"type":"tool_result","tool_use_id":"c1","content":[{"type":"text","text":"Here."},%s]},
             {"type":"tool_result","tool_use_id":"c2","content":"Too loud.","is_error":true},
             {"type":"text","text":"So?"}]}]}"""
        .formatted(tier, more, PICTURE);
  }

  @Test
  void pictures_and_failures_of_tools_reach_an_engine_with_anthropic_s_format_as_they_are()
      throws Exception {
    engine.next(Reply.message());
    ask("/v1/messages", tools("claude", ",\"metadata\":{\"user_id\":\"u\"}")).statusCode(200);
    var asked = engine.asked().body();
    assertThat(asked.getJsonObject("metadata")).isEqualTo(new JsonObject("{\"user_id\":\"u\"}"));
    assertThat(asked.getJsonArray("messages").getJsonObject(2).getJsonArray("content"))
        .isEqualTo(
            new JsonArray(
                """
                [{"type":"tool_result","tool_use_id":"c1","content":[{"type":"text","text":"Here."},%s]},
                 {"type":"tool_result","tool_use_id":"c2","content":"Too loud.","is_error":true},
                 {"type":"text","text":"So?"}]"""
                    .formatted(PICTURE)));
  }

  @Test
  void pictures_of_tools_are_shown_by_the_user_and_failures_said_in_words_in_openai_s_format()
      throws Exception {
    engine.next(Reply.chat());
    ask("/v1/messages", tools("cached", "")).statusCode(200);
    var messages = engine.asked().body().getJsonArray("messages");
    assertThat(messages.size()).isEqualTo(6);
    assertThat(messages.getJsonObject(2))
        .isEqualTo(
            new JsonObject(
                """
                {"role":"tool","tool_call_id":"c1",
                 "content":"Here.\\nThe answer is in the next message."}"""));
    assertThat(messages.getJsonObject(3))
        .isEqualTo(
            new JsonObject(
                """
                {"role":"tool","tool_call_id":"c2","content":"The tool failed.\\nToo loud."}"""));
    assertThat(messages.getJsonObject(4))
        .as("after the last of the row")
        .isEqualTo(
            new JsonObject(
                """
                {"role":"user","content":[{"type":"text","text":"This answers the call c1:"},
                  {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}"""));
    assertThat(messages.getJsonObject(5).getString("content")).isEqualTo("So?");
  }

  @Test
  void where_a_prompt_should_be_kept_is_told_an_engine_with_anthropic_s_format_and_no_other()
      throws Exception {
    var kept = "\"cache_control\":{\"type\":\"ephemeral\"}";
    var body =
        """
        {"model":"%s","max_tokens":9,"temperature":0.5,
         "cache_control":{"type":"ephemeral"},
         "system":[{"type":"text","text":"Long. ",KEPT},{"type":"text","text":"Today."}],
         "tools":[{"name":"a","input_schema":{"type":"object"}},
                  {"name":"b","input_schema":{"type":"object"},KEPT}],
         "messages":[
          {"role":"user","content":[{"type":"text","text":"A",KEPT},{"type":"text","text":"B"},
             {"type":"image","source":{"type":"url","url":"https://a/b.png"},KEPT},
             {"type":"text","text":"C","cache_control":{"type":"ephemeral","ttl":"1h"}}]},
          {"role":"assistant","content":[{"type":"text","text":"D"},
             {"type":"tool_use","id":"c1","name":"a","input":{},KEPT}]},
          {"role":"user","content":[
             {"type":"tool_result","tool_use_id":"c1","content":[{"type":"text","text":"E",KEPT}]},
             {"type":"tool_result","tool_use_id":"c2","content":"F",KEPT},
             {"type":"text","text":"G",KEPT}]}]}"""
            .replace("KEPT", kept);
    engine.next(Reply.message());
    ask("/v1/messages", body.formatted("claude")).statusCode(200);
    var said = new JsonObject(body);
    var asked = engine.asked().body();
    for (var field : new String[] {"cache_control", "system", "tools", "messages"}) {
      assertThat(asked.getValue(field)).as(field).isEqualTo(said.getValue(field));
    }
    engine.next(Reply.chat());
    ask("/v1/messages", body.formatted("cached")).statusCode(200);
    var translated = engine.asked().body();
    assertThat(translated.encode()).doesNotContain("cache_control");
    assertThat(translated.getJsonArray("messages").getJsonObject(0).getString("content"))
        .isEqualTo("Long. Today.");
  }

  @Test
  void a_tool_may_answer_with_a_picture_in_openai_s_formats_too() throws Exception {
    var chat =
        """
        {"model":"claude","temperature":0.5,"messages":[{"role":"user","content":"Look."},
          {"role":"assistant","tool_calls":[
             {"id":"c1","type":"function","function":{"name":"see","arguments":"{}"}}]},
          {"role":"tool","tool_call_id":"c1","name":"see","content":[
             {"type":"image_url","image_url":{"url":"https://a/b.png"}}]}]}""";
    engine.next(Reply.message());
    ask("/v1/chat/completions", chat).statusCode(200);
    assertThat(engine.asked().body().getJsonArray("messages").getJsonObject(2))
        .isEqualTo(
            new JsonObject(
                """
                {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":[
                  {"type":"image","source":{"type":"url","url":"https://a/b.png"}}]}]}"""));
    engine.next(Reply.chat());
    ask(
            "/v1/responses",
            """
            {"model":"cached","temperature":0.5,"input":[
              {"type":"function_call","call_id":"c1","name":"see","arguments":"{}"},
              {"type":"function_call_output","call_id":"c1","output":[
                {"type":"input_image","image_url":"https://a/b.png","detail":"low"}]}]}""")
        .statusCode(200);
    var messages = engine.asked().body().getJsonArray("messages");
    assertThat(messages.getJsonObject(1).getString("content"))
        .isEqualTo("The answer is in the next message.");
    assertThat(messages.getJsonObject(2).getJsonArray("content").getJsonObject(1))
        .isEqualTo(
            new JsonObject(
                "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://a/b.png\",\"detail\":\"low\"}}"));
  }

  @Test
  void what_a_message_says_that_is_not_known_here_reaches_who_may_know_it_and_nobody_else()
      throws Exception {
    var chat =
        """
        {"model":"%s","temperature":0.5,"messages":[
          {"role":"user","name":"Ann","content":"Hi"},
          {"role":"assistant","content":"Hm.","reasoning_content":"Who is that?","refusal":" No."},
          {"role":"user","content":"Hi"}]}""";
    engine.next(Reply.chat());
    ask("/v1/chat/completions", chat.formatted("cached")).statusCode(200);
    assertThat(engine.asked().body().getJsonArray("messages"))
        .isEqualTo(
            new JsonArray(
                """
                [{"role":"user","content":"Hi","name":"Ann"},
                 {"role":"assistant","content":"Hm. No.","reasoning_content":"Who is that?"},
                 {"role":"user","content":"Hi"}]"""));
    ask("/v1/chat/completions", chat.formatted("claude"))
        .statusCode(400)
        .body("error.code", equalTo("unsupported_parameter"))
        .body("error.param", equalTo("messages[1].reasoning_content"));
  }

  @Test
  void who_speaks_is_left_out_where_an_engine_has_no_place_for_it() throws Exception {
    engine.next(Reply.message());
    ask(
            "/v1/chat/completions",
            """
            {"model":"claude","temperature":0.5,"messages":[{"role":"user","name":"Ann","content":"Hi"}]}""")
        .statusCode(200);
    assertThat(engine.asked().body().getJsonArray("messages").encode()).doesNotContain("Ann");
  }

  @Test
  void what_a_completion_says_that_is_not_known_here_reaches_the_engine_as_a_chat_s_does()
      throws Exception {
    var fields = ",\"top_k\":5,\"guided_regex\":\"a+\",\"user\":\"u\",\"logit_bias\":{\"5\":-100}";
    engine.next(Reply.chat());
    ask(
            "/v1/completions",
            "{\"model\":\"cached\",\"temperature\":0.5,\"prompt\":\"Hi\"" + fields + "}")
        .statusCode(200);
    var completion = engine.asked().body();
    engine.next(Reply.chat());
    ask(
            "/v1/chat/completions",
            "{\"model\":\"cached\",\"temperature\":0.5,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]"
                + fields
                + "}")
        .statusCode(200);
    var chat = engine.asked().body();
    for (var asked : new JsonObject[] {completion, chat}) {
      assertThat(asked.getInteger("top_k")).isEqualTo(5);
      assertThat(asked.getString("guided_regex")).isEqualTo("a+");
      assertThat(asked.getString("user")).isEqualTo("u");
      assertThat(asked.getJsonObject("logit_bias").getInteger("5")).isEqualTo(-100);
    }
  }

  @Test
  void what_an_engine_would_answer_so_that_nobody_reads_it_is_refused() {
    ask("/v1/messages", tools("cached", ",\"n\":2"))
        .statusCode(400)
        .body("error.message", containsString("n is not supported: there is one message"));
    ask("/v1/completions", "{\"model\":\"cached\",\"prompt\":\"Hi\",\"max_completion_tokens\":9}")
        .statusCode(400)
        .body("error.param", equalTo("max_completion_tokens"))
        .body("error.message", containsString("say max_tokens"));
  }
}
