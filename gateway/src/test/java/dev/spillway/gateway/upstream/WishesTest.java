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
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What clients say of how an engine should go about an answer: it reaches engines that know it, and
 * costs nobody an answer of those that do not.
 */
@QuarkusTest
@TestProfile(UpstreamProfile.class)
class WishesTest {
  private static final String BETA = "anthropic-beta";

  /** As a coding agent asks. */
  private static final String AGENT =
      """
      {"model":"%s","max_tokens":64000,"temperature":0.5,
       "thinking":{"type":"adaptive"},
       "context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},
       "output_config":{"effort":"high"},
       "metadata":{"user_id":"{\\"session\\":\\"s\\"}"},
       "system":"Be brief.",
       "tools":[{"name":"run","input_schema":{"type":"object"},"eager_input_streaming":true}],
       "messages":[{"role":"user","content":"Hi"},{"role":"system","content":"It is late."}]}""";

  private final EngineServer engine = EnginesResource.one();

  @BeforeEach
  void forget() {
    engine.reset();
  }

  private static ValidatableResponse ask(String path, String body, String... betas) {
    var asking = given().contentType("application/json").body(body);
    if (betas.length > 0) {
      asking.header(BETA, betas[0], (Object[]) Arrays.copyOfRange(betas, 1, betas.length));
    }
    return asking.post(path).then();
  }

  @Test
  void an_engine_with_anthropic_s_format_is_told_all_and_which_betas_the_client_knows()
      throws Exception {
    engine.next(Reply.message());
    ask(
            "/v1/messages?beta=true",
            AGENT.formatted("claude"),
            "context-management-2025-06-27, effort-2025-11-24",
            "mid-conversation-system-2026-04-07,effort-2025-11-24")
        .statusCode(200);
    var asked = engine.asked();
    assertThat(asked.headers())
        .containsEntry(
            BETA,
            "context-management-2025-06-27,effort-2025-11-24,mid-conversation-system-2026-04-07");
    var said = new JsonObject(AGENT);
    for (var field : new String[] {"thinking", "context_management", "output_config", "metadata"}) {
      assertThat(asked.body().getValue(field)).as(field).isEqualTo(said.getValue(field));
    }
    assertThat(asked.body().getJsonArray("messages"))
        .isEqualTo(
            new JsonArray(
                """
                [{"role":"user","content":[{"type":"text","text":"Hi"}]},
                 {"role":"system","content":[{"type":"text","text":"It is late."}]}]"""));
    assertThat(asked.body().getJsonArray("system").getJsonObject(0).getString("text"))
        .isEqualTo("Be brief.");
  }

  @Test
  void what_is_said_by_the_system_in_between_is_said_before_all_else_where_the_beta_is_not_known()
      throws Exception {
    engine.next(Reply.message());
    ask("/v1/messages", AGENT.formatted("claude")).statusCode(200);
    var asked = engine.asked();
    assertThat(asked.headers()).doesNotContainKey(BETA);
    assertThat(asked.body().getJsonArray("messages").size()).isEqualTo(1);
    assertThat(asked.body().getJsonArray("system").getJsonObject(1).getString("text"))
        .isEqualTo("It is late.");
  }

  @Test
  void an_engine_with_openai_s_format_answers_and_is_told_who_asks() throws Exception {
    engine.next(Reply.chat());
    ask("/v1/messages", AGENT.formatted("cached"), "effort-2025-11-24").statusCode(200);
    var asked = engine.asked();
    assertThat(asked.headers()).doesNotContainKey(BETA);
    assertThat(asked.body().fieldNames())
        .doesNotContain("thinking", "context_management", "output_config", "metadata");
    assertThat(asked.body().getString("user")).isEqualTo("{\"session\":\"s\"}");
    assertThat(asked.body().getJsonArray("messages").getJsonObject(2))
        .isEqualTo(new JsonObject("{\"role\":\"system\",\"content\":\"It is late.\"}"));
  }

  @Test
  void how_much_to_think_reaches_openai_s_format_and_keeps_no_other_from_answering()
      throws Exception {
    var chat =
        """
        {"model":"%s","temperature":0.5,"reasoning_effort":"high","user":"u",
         "messages":[{"role":"user","content":"Hi"}]}""";
    engine.next(Reply.chat());
    ask("/v1/chat/completions", chat.formatted("cached")).statusCode(200);
    assertThat(engine.asked().body().getString("reasoning_effort")).isEqualTo("high");
    engine.next(Reply.message());
    ask("/v1/chat/completions", chat.formatted("claude")).statusCode(200);
    var asked = engine.asked().body();
    assertThat(asked.fieldNames()).doesNotContain("reasoning_effort", "user");
    assertThat(asked.getJsonObject("metadata").getString("user_id")).isEqualTo("u");
  }

  @Test
  void a_format_and_strict_tools_reach_an_engine_with_anthropic_s_format() throws Exception {
    var schema = "{\"type\":\"object\",\"additionalProperties\":false}";
    engine.next(Reply.message());
    ask(
            "/v1/messages",
            """
            {"model":"claude","max_tokens":9,"temperature":0.5,
             "output_config":{"effort":"low","format":{"type":"json_schema","schema":%s}},
             "tools":[{"name":"run","strict":true,"input_schema":{"type":"object"}}],
             "messages":[{"role":"user","content":"Hi"}]}"""
                .formatted(schema))
        .statusCode(200);
    var asked = engine.asked().body();
    assertThat(asked.getJsonObject("output_config"))
        .isEqualTo(
            new JsonObject(
                "{\"effort\":\"low\",\"format\":{\"type\":\"json_schema\",\"schema\":%s}}"
                    .formatted(schema)));
    assertThat(asked.getJsonArray("tools").getJsonObject(0).getBoolean("strict")).isTrue();
    engine.next(Reply.message());
    ask(
            "/v1/chat/completions",
            """
            {"model":"claude","temperature":0.5,
             "response_format":{"type":"json_schema","json_schema":{"name":"a","schema":%s}},
             "messages":[{"role":"user","content":"Hi"}]}"""
                .formatted(schema))
        .statusCode(200);
    assertThat(engine.asked().body().getJsonObject("output_config"))
        .isEqualTo(
            new JsonObject(
                "{\"format\":{\"type\":\"json_schema\",\"schema\":%s}}".formatted(schema)));
    ask(
            "/v1/chat/completions",
            """
            {"model":"claude","temperature":0.5,"response_format":{"type":"json_object"},
             "messages":[{"role":"user","content":"Hi"}]}""")
        .statusCode(400)
        .body("error.param", equalTo("response_format"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a\"b", "ä"})
  void a_beta_s_name_that_is_none_is_refused(String beta) {
    ask("/v1/messages", AGENT.formatted("claude"), beta)
        .statusCode(400)
        .body("error.message", containsString(BETA + " must be"));
  }

  @Test
  void of_who_asks_nothing_else_is_known() {
    ask(
            "/v1/messages",
            AGENT.formatted("claude").replace("\"metadata\":{", "\"metadata\":{\"team\":\"t\","))
        .statusCode(400)
        .body("error.message", containsString("metadata.team"));
  }
}
