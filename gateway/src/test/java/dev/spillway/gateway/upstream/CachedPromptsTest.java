package dev.spillway.gateway.upstream;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.gateway.upstream.EngineServer.Reply;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What engines say of cached and of thought tokens, on its way to clients of either format, into
 * the price and into the usage. Anthropic's {@code input_tokens} are those that were neither found
 * nor kept, OpenAI's {@code prompt_tokens} are all.
 */
@QuarkusTest
@TestProfile(UpstreamProfile.class)
class CachedPromptsTest {
  private final EngineServer engine = EnginesResource.one();

  @BeforeEach
  void forget() {
    engine.reset();
  }

  /** 100 tokens of which 60 were found and 30 are kept; at 1, 0.1 and 1.25 dollars a million. */
  private static Reply anthropic() {
    return Reply.stream()
        .data(
            """
            {"type":"message_start","message":{"usage":{"input_tokens":10,"output_tokens":1,\
            "cache_read_input_tokens":60,"cache_creation_input_tokens":30}}}""")
        .data("{\"type\":\"content_block_delta\",\"delta\":{\"text\":\"Bonjour\"}}")
        .data(
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
                + "\"usage\":{\"output_tokens\":3}}")
        .data("{\"type\":\"message_stop\"}");
  }

  /** 100 tokens of which 80 were found; at 1 and 0.25 dollars a million. */
  private static Reply openai() {
    return Reply.stream()
        .says("Hello")
        .data("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}")
        .data(
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":7,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":80},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":5}}}")
        .data("[DONE]");
  }

  private static ValidatableResponse ask(String path, String body) {
    return given().contentType("application/json").body(body).post(path).then().statusCode(200);
  }

  private static String chat(String tier, String more) {
    return """
        {"model":"%s","temperature":0.5,"max_tokens":50%s,
         "messages":[{"role":"user","content":"Hi"}]}"""
        .formatted(tier, more);
  }

  @Test
  void an_anthropic_engine_s_cached_tokens_are_told_to_openai_s_clients() {
    engine.next(anthropic());
    ask("/v1/chat/completions", chat("claude", ""))
        .header("x-spillway-cost-usd", equalTo("0.0000595"))
        .header("x-spillway-cost-if-largest-usd", equalTo("0.0000595"))
        .body("usage.prompt_tokens", equalTo(100))
        .body("usage.completion_tokens", equalTo(3))
        .body("usage.total_tokens", equalTo(103))
        .body("usage.prompt_tokens_details.cached_tokens", equalTo(60))
        .body("usage.prompt_tokens_details.cache_write_tokens", equalTo(30))
        .body("usage.completion_tokens_details.reasoning_tokens", equalTo(0));
    engine.next(anthropic());
    ask("/v1/responses", "{\"model\":\"claude\",\"temperature\":0.5,\"input\":\"Hi\"}")
        .body("usage.input_tokens", equalTo(100))
        .body("usage.input_tokens_details.cached_tokens", equalTo(60))
        .body("usage.input_tokens_details.cache_write_tokens", equalTo(30));
  }

  /** Of the 30 that are kept 20 are for an hour, at 2 dollars a million. */
  @Test
  void what_is_kept_for_an_hour_has_its_own_price() {
    engine.next(
        Reply.stream()
            .data(
                """
                {"type":"message_start","message":{"usage":{"input_tokens":10,"output_tokens":1,\
                "cache_read_input_tokens":60,"cache_creation_input_tokens":30,\
                "cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20}}}}""")
            .data("{\"type\":\"content_block_delta\",\"delta\":{\"text\":\"Bonjour\"}}")
            .data(
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
                    + "\"usage\":{\"output_tokens\":3}}")
            .data("{\"type\":\"message_stop\"}"));
    ask("/v1/messages", chat("claude", ""))
        .header("x-spillway-cost-usd", equalTo("0.0000745"))
        .body("usage.cache_creation_input_tokens", equalTo(30))
        .body("usage.cache_creation.ephemeral_5m_input_tokens", equalTo(10))
        .body("usage.cache_creation.ephemeral_1h_input_tokens", equalTo(20));
  }

  @Test
  void an_openai_engine_s_cached_tokens_are_told_to_anthropic_s_clients() {
    engine.next(openai());
    ask("/v1/messages", chat("cached", ""))
        .header("x-spillway-cost-usd", equalTo("0.000054"))
        .body("usage.input_tokens", equalTo(20))
        .body("usage.cache_read_input_tokens", equalTo(80))
        .body("usage.cache_creation_input_tokens", equalTo(0))
        .body("usage.output_tokens", equalTo(7));
    engine.next(openai());
    var events =
        ask("/v1/messages", chat("cached", ",\"stream\":true")).extract().body().asString();
    assertThat(events)
        .contains(
            "\"usage\":{\"input_tokens\":20,\"cache_creation_input_tokens\":0,"
                + "\"cache_read_input_tokens\":80,\"output_tokens\":7,"
                + "\"output_tokens_details\":{\"thinking_tokens\":5}}")
        .contains("\"cost_usd\":\"0.000054\"");
  }

  @Test
  void each_format_s_own_engine_is_told_as_it_told() {
    engine.next(anthropic());
    ask("/v1/messages", chat("claude", ""))
        .body("usage.input_tokens", equalTo(10))
        .body("usage.cache_read_input_tokens", equalTo(60))
        .body("usage.cache_creation_input_tokens", equalTo(30))
        .body("usage.output_tokens", equalTo(3));
    engine.next(openai());
    ask("/v1/chat/completions", chat("cached", ""))
        .body("usage.prompt_tokens", equalTo(100))
        .body("usage.prompt_tokens_details.cached_tokens", equalTo(80))
        .body("usage.prompt_tokens_details.cache_write_tokens", equalTo(null));
  }

  @Test
  void what_was_thought_is_told_in_every_format_of_openai_s() {
    engine.next(openai());
    ask("/v1/chat/completions", chat("cached", ""))
        .body("usage.completion_tokens", equalTo(7))
        .body("usage.completion_tokens_details.reasoning_tokens", equalTo(5));
    engine.next(openai());
    engine.next(openai());
    ask("/v1/chat/completions", chat("cached", ",\"n\":2"))
        .body("usage.prompt_tokens", equalTo(100))
        .body("usage.completion_tokens", equalTo(14))
        .body("usage.completion_tokens_details.reasoning_tokens", equalTo(10));
    engine.next(openai());
    assertThat(
            ask(
                    "/v1/chat/completions",
                    chat("cached", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"))
                .extract()
                .body()
                .asString())
        .contains("\"completion_tokens_details\":{\"reasoning_tokens\":5}");
    engine.next(openai());
    ask("/v1/responses", "{\"model\":\"cached\",\"temperature\":0.5,\"input\":\"Hi\"}")
        .body("usage.output_tokens", equalTo(7))
        .body("usage.output_tokens_details.reasoning_tokens", equalTo(5));
    engine.next(openai());
    ask("/v1/completions", "{\"model\":\"cached\",\"temperature\":0.5,\"prompt\":\"Hi\"}")
        .body("usage.completion_tokens_details.reasoning_tokens", equalTo(5));
  }

  @Test
  void a_kept_answer_says_what_the_first_one_said_and_costs_nothing() {
    engine.next(openai());
    var body =
        """
        {"model":"cached","temperature":0,
         "messages":[{"role":"user","content":"%s"}]}"""
            .formatted(UUID.randomUUID());
    ask("/v1/chat/completions", body).header("x-spillway-cost-usd", equalTo("0.000054"));
    ask("/v1/chat/completions", body)
        .header("x-spillway-cache", equalTo("hit"))
        .header("x-spillway-cost-usd", equalTo("0"))
        .header("x-spillway-cost-if-largest-usd", equalTo("0.000054"))
        .body("usage.prompt_tokens_details.cached_tokens", equalTo(80))
        .body("usage.completion_tokens_details.reasoning_tokens", equalTo(5));
  }

  @Test
  void the_usage_of_a_day_has_each_kind_of_tokens_and_what_they_cost_together() {
    var before = used("claude");
    engine.next(anthropic());
    ask("/v1/messages", chat("claude", ""));
    var after = used("claude");
    assertThat(List.of("prompt_tokens", "cached_tokens", "cache_write_tokens", "completion_tokens"))
        .extracting(name -> after.getOrDefault(name, 0) - before.getOrDefault(name, 0))
        .containsExactly(100, 60, 30, 3);
    var thought = used("cached").getOrDefault("reasoning_tokens", 0);
    engine.next(openai());
    ask("/v1/chat/completions", chat("cached", ""));
    assertThat(used("cached")).containsEntry("reasoning_tokens", thought + 5);
  }

  private static Map<String, Integer> used(String tier) {
    List<Map<String, Integer>> rows =
        given()
            .header("Authorization", "Bearer " + StoresProfile.ADMIN_KEY)
            .get("/admin/v1/usage?by=tier&tier=" + tier)
            .then()
            .statusCode(200)
            .extract()
            .path("data");
    return rows.isEmpty() ? Map.of() : rows.getFirst();
  }
}
