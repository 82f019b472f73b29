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

/** Documents and sounds, in an engine's own format and in the other. */
@QuarkusTest
@TestProfile(UpstreamProfile.class)
class DocumentsTest {
  private static final String PDF =
      """
      {"type":"document","title":"Report","context":"Of May.",
       "source":{"type":"base64","media_type":"application/pdf","data":"JVBERg=="}}""";
  private static final String FILE =
      """
      {"type":"file","file":{"filename":"Report","file_data":"data:application/pdf;base64,JVBERg=="}}""";
  private static final String SOUND =
      """
      {"type":"input_audio","input_audio":{"data":"UklGRg==","format":"wav"}}""";

  private final EngineServer engine = EnginesResource.one();

  @BeforeEach
  void forget() {
    engine.reset();
  }

  private static ValidatableResponse ask(String path, String body) {
    return given().contentType("application/json").body(body).post(path).then();
  }

  private static ValidatableResponse askMessages(String tier, String block) {
    return ask(
        "/v1/messages",
        """
        {"model":"%s","max_tokens":9,"temperature":0.5,"messages":[{"role":"user","content":[
          {"type":"text","text":"Read."},%s]}]}"""
            .formatted(tier, block));
  }

  private static ValidatableResponse askChat(String tier, String part) {
    return ask(
        "/v1/chat/completions",
        """
        {"model":"%s","temperature":0.5,"messages":[{"role":"user","content":[
          {"type":"text","text":"Read."},%s]}]}"""
            .formatted(tier, part));
  }

  /** What came after the first part of the last message. */
  private JsonArray told() throws Exception {
    var messages = engine.asked().body().getJsonArray("messages");
    var content = messages.getJsonObject(messages.size() - 1).getJsonArray("content").copy();
    content.remove(0);
    return content;
  }

  @Test
  void a_document_reaches_engines_with_anthropic_s_format_as_it_is() throws Exception {
    engine.next(Reply.message());
    var kept = new JsonObject(PDF).put("cache_control", new JsonObject("{\"type\":\"ephemeral\"}"));
    askMessages("claude", kept.encode()).statusCode(200);
    assertThat(told()).isEqualTo(new JsonArray().add(kept));
    engine.next(Reply.message());
    var there =
        """
        {"type":"document","source":{"type":"url","url":"https://a/b.pdf"}}""";
    askMessages("claude", there).statusCode(200);
    assertThat(told()).isEqualTo(new JsonArray().add(new JsonObject(there)));
  }

  @Test
  void a_document_is_a_file_for_engines_with_openai_s_format() throws Exception {
    engine.next(Reply.chat());
    askMessages("cached", PDF).statusCode(200);
    assertThat(told())
        .isEqualTo(
            new JsonArray()
                .add(new JsonObject("{\"type\":\"text\",\"text\":\"Of May.\"}"))
                .add(new JsonObject(FILE)));
    engine.next(Reply.chat());
    askChat("cached", FILE).statusCode(200);
    assertThat(told()).isEqualTo(new JsonArray().add(new JsonObject(FILE)));
  }

  @Test
  void a_file_of_openai_s_formats_is_a_document_for_engines_with_anthropic_s() throws Exception {
    var wanted = new JsonObject(PDF);
    wanted.remove("context");
    for (var file : List.of(FILE, FILE.replace(";base64", ";name=a.pdf;base64"))) {
      engine.next(Reply.message());
      askChat("claude", file).statusCode(200);
      assertThat(told()).isEqualTo(new JsonArray().add(wanted));
    }
    engine.next(Reply.message());
    ask(
            "/v1/responses",
            """
            {"model":"claude","temperature":0.5,"input":[{"role":"user","content":[
              {"type":"input_text","text":"Read."},
              {"type":"input_file","filename":"Report","file_data":"data:application/pdf;base64,JVBERg=="},
              {"type":"input_file","file_url":"https://a/b.pdf"}]}]}""")
        .statusCode(200);
    assertThat(told())
        .isEqualTo(
            new JsonArray()
                .add(wanted)
                .add(
                    new JsonObject(
                        """
                        {"type":"document","source":{"type":"url","url":"https://a/b.pdf"}}""")));
  }

  @Test
  void a_document_of_text_alone_is_words_for_every_engine() throws Exception {
    engine.next(Reply.chat());
    askMessages(
            "cached",
            """
            {"type":"document","title":"Notes","context":"Mine.",
             "source":{"type":"text","media_type":"text/plain","data":"It rains."}}""")
        .statusCode(200);
    var words =
        """
        Read.
        <document>
        <source>Notes</source>
        <document_context>Mine.</document_context>
        <document_content>
        It rains.
        </document_content>
        </document>
        """;
    assertThat(engine.asked().body().getJsonArray("messages").getJsonObject(0).getString("content"))
        .isEqualTo(words);
    engine.next(Reply.message());
    askChat(
            "claude",
            """
            {"type":"file","file":{"filename":"Notes","file_data":"data:text/plain;base64,SXQgcmFpbnMu"}}""")
        .statusCode(200);
    assertThat(
            engine
                .asked()
                .body()
                .getJsonArray("messages")
                .getJsonObject(0)
                .getJsonArray("content")
                .getJsonObject(0)
                .getString("text"))
        .isEqualTo(words.replace("<document_context>Mine.</document_context>\n", ""));
  }

  @Test
  void a_tool_may_answer_with_a_document() throws Exception {
    var body =
        """
        {"model":"%s","max_tokens":9,"temperature":0.5,"messages":[
          {"role":"user","content":"Look."},
          {"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"get","input":{}}]},
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":[%s]}]}]}""";
    engine.next(Reply.message());
    ask("/v1/messages", body.formatted("claude", PDF)).statusCode(200);
    assertThat(engine.asked().body().getJsonArray("messages").getJsonObject(2))
        .isEqualTo(
            new JsonObject(body.formatted("claude", PDF))
                .getJsonArray("messages")
                .getJsonObject(2));
    engine.next(Reply.chat());
    ask("/v1/messages", body.formatted("cached", PDF)).statusCode(200);
    var messages = engine.asked().body().getJsonArray("messages");
    assertThat(messages.getJsonObject(2))
        .isEqualTo(
            new JsonObject(
                """
                {"role":"tool","tool_call_id":"c1","content":"The answer is in the next message."}"""));
    assertThat(messages.getJsonObject(3).getJsonArray("content").getJsonObject(2))
        .isEqualTo(new JsonObject(FILE));
  }

  @Test
  void a_sound_reaches_engines_with_openai_s_format_alone() throws Exception {
    engine.next(Reply.chat());
    askChat("cached", SOUND).statusCode(200);
    assertThat(told()).isEqualTo(new JsonArray().add(new JsonObject(SOUND)));
    engine.next(Reply.chat());
    ask(
            "/v1/responses",
            """
            {"model":"cached","temperature":0.5,"input":[{"role":"user","content":[
              {"type":"input_text","text":"Hear."},%s]}]}"""
                .formatted(SOUND))
        .statusCode(200);
    assertThat(told()).isEqualTo(new JsonArray().add(new JsonObject(SOUND)));
    askChat("claude", SOUND)
        .statusCode(400)
        .body("error.code", equalTo("unsupported_parameter"))
        .body("error.param", equalTo("messages"))
        .body("error.message", containsString("listen"));
  }

  @Test
  void what_an_engine_cannot_read_it_is_not_asked() {
    askMessages(
            "cached",
            """
            {"type":"document","source":{"type":"url","url":"https://a/b.pdf"}}""")
        .statusCode(400)
        .body("error.message", containsString("fetch documents"));
    askChat(
            "claude",
            """
            {"type":"file","file":{"filename":"a","file_data":"data:application/zip;base64,AAAA"}}""")
        .statusCode(400)
        .body("error.message", containsString("neither PDF nor text"));
  }
}
