package dev.spillway.gateway.upstream;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.spillway.gateway.upstream.EngineServer.Reply;
import dev.spillway.testkit.Await;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What engines tell of what they think before they answer, on its way to clients. */
@QuarkusTest
@TestProfile(UpstreamProfile.class)
class ThoughtsTest {
  private final EngineServer engine = EnginesResource.one();

  @BeforeEach
  void forget() {
    engine.reset();
  }

  /** As vLLM and DeepSeek name it, and as others do. */
  private static Reply openai(String name) {
    return Reply.stream()
        .data("{\"choices\":[{\"index\":0,\"delta\":{\"%s\":\"Let me \"}}]}".formatted(name))
        .data(
            "{\"choices\":[{\"index\":0,\"delta\":{\"%s\":\"see.\",\"content\":null}}]}"
                .formatted(name))
        .says("4")
        .ends("stop", 5, 7);
  }

  private static Reply anthropic() {
    return Reply.stream()
        .data("{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":1}}}")
        .data(
            "{\"type\":\"content_block_start\",\"index\":0,"
                + "\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}}")
        .data(
            "{\"type\":\"content_block_delta\",\"index\":0,"
                + "\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"Let me see.\"}}")
        .data(
            "{\"type\":\"content_block_delta\",\"index\":0,"
                + "\"delta\":{\"type\":\"signature_delta\",\"signature\":\"s1gn\"}}")
        .data("{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"text\":\"4\"}}")
        .data(
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
                + "\"usage\":{\"output_tokens\":7}}")
        .data("{\"type\":\"message_stop\"}");
  }

  private static ValidatableResponse ask(String path, String model, String more) {
    return given()
        .contentType("application/json")
        .body(
            """
            {"model":"%s","max_tokens":50%s,"messages":[{"role":"user","content":"2 + 2?"}]}"""
                .formatted(model, more))
        .post(path)
        .then()
        .statusCode(200);
  }

  private static List<JsonObject> deltas(ValidatableResponse streamed) {
    return streamed
        .extract()
        .asString()
        .lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> new JsonObject(line.substring("data: ".length())))
        .filter(chunk -> !chunk.getJsonArray("choices").isEmpty())
        .map(chunk -> chunk.getJsonArray("choices").getJsonObject(0).getJsonObject("delta"))
        .toList();
  }

  @Test
  void they_come_before_the_text_in_a_stream_as_they_come_from_the_engine() {
    for (var name : List.of("reasoning_content", "reasoning")) {
      engine.next(openai(name));
      assertThat(
              deltas(ask("/v1/chat/completions", "cached", ",\"temperature\":0.5,\"stream\":true")))
          .containsSubsequence(
              new JsonObject("{\"reasoning_content\":\"Let me \"}"),
              new JsonObject("{\"reasoning_content\":\"see.\"}"),
              new JsonObject("{\"content\":\"4\"}"));
    }
  }

  @Test
  void a_plain_answer_has_them_beside_the_text_whatever_the_format_of_the_engine() {
    for (var model : List.of("cached", "claude")) {
      engine.next(model.equals("claude") ? anthropic() : openai("reasoning_content"));
      ask("/v1/chat/completions", model, ",\"temperature\":0.5")
          .body("choices[0].message.content", equalTo("4"))
          .body("choices[0].message.reasoning_content", equalTo("Let me see."))
          .body("usage.completion_tokens", equalTo(7));
    }
  }

  @Test
  void they_are_not_kept_with_the_answer() {
    engine.next(openai("reasoning_content"));
    ask("/v1/chat/completions", "cached", ",\"temperature\":0")
        .body("choices[0].message.reasoning_content", equalTo("Let me see."));
    Await.until(
        () -> {
          engine.next(openai("reasoning_content"));
          var again = ask("/v1/chat/completions", "cached", ",\"temperature\":0").extract();
          return again.header("x-spillway-cache").equals("hit")
              && again.path("choices[0].message.content").equals("4")
              && again.path("choices[0].message.reasoning_content") == null;
        });
  }
}
