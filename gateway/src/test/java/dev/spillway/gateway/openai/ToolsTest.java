package dev.spillway.gateway.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Part;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Tool;
import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.Alternative;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.gateway.GatewayTest;
import dev.spillway.gateway.StubbedGateway;
import dev.spillway.testkit.Script;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;

/** Tools, pictures, formats and several answers in OpenAI's format, on the wire. */
@QuarkusTest
@TestProfile(StubbedGateway.class)
class ToolsTest extends GatewayTest {
  private static final String TOOLS =
      """
      ,"tools":[{"type":"function","function":{"name":"add","description":"Adds.",\
      "parameters":{"type":"object","properties":{"a":{"type":"number"}}},"strict":true}}]""";

  private static ValidatableResponse send(String body) {
    return given().contentType(ContentType.JSON).body(body).post("/v1/chat/completions").then();
  }

  private static Script calling() {
    return Script.started(10, 0)
        .token("Let me see.", 0.9)
        .token("", 0.9)
        .call(0, "call_1", "add", "")
        .token("", 0.9)
        .call(0, "", "", "{\"a\":")
        .token("", 0.9)
        .call(0, "", "", "1}")
        .call(1, "call_2", "add", "{}")
        .finish(FinishReason.TOOL_CALLS, "");
  }

  /** Puts constants where every request has another value. */
  private static String constant(String body) {
    return body.replaceAll("chatcmpl-[0-9a-f]{32}", "ID")
        .replaceAll("\"created\":\\d+", "\"created\":1")
        .replaceAll(",\"spillway\":\\{[^}]*}", "");
  }

  @Test
  void all_that_a_request_says_of_tools_and_pictures_reaches_the_worker() throws Exception {
    large.says(calling());
    send("""
            {"model":"demo-large","messages":[
               {"role":"user","content":[{"type":"text","text":"What is "},{"type":"text","text":"this?"},
                  {"type":"image_url","image_url":{"url":"https://a/b.png","detail":"low"}}]},
               {"role":"assistant","content":null,"tool_calls":[
                  {"id":"c1","type":"function","function":{"name":"add","arguments":"{}"}}]},
               {"role":"tool","tool_call_id":"c1","content":"42"}],
             "tool_choice":{"type":"function","function":{"name":"add"}},"parallel_tool_calls":false,
             "response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"},"strict":true}},
             "frequency_penalty":0.5,"presence_penalty":-1,"logprobs":true,"top_logprobs":2,
             "logit_bias":{"5":-100},"user":"u"%s}
            """
            .formatted(TOOLS))
        .statusCode(200);
    var asked = large.nextCall().request();
    assertThat(asked.messages())
        .containsExactly(
            new ChatMessage(
                Role.USER,
                List.of(new Part.Text("What is this?"), new Part.Image("https://a/b.png", "low")),
                List.of(),
                Optional.empty()),
            new ChatMessage(
                Role.ASSISTANT,
                List.of(),
                List.of(new ToolCall("c1", "add", "{}")),
                Optional.empty()),
            new ChatMessage(Role.TOOL, List.of(new Part.Text("42")), List.of(), Optional.of("c1")));
    var demands = asked.demands();
    assertThat(demands.tools())
        .containsExactly(
            new Tool(
                "add",
                "Adds.",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"number\"}}}",
                true));
    assertThat(demands.choice()).isEqualTo(new ToolChoice.Named("add"));
    assertThat(demands.parallelCalls()).isFalse();
    assertThat(demands.format())
        .isEqualTo(new ResponseFormat.JsonSchema("s", "", "{\"type\":\"object\"}", true));
    assertThat(demands.passed())
        .containsOnlyKeys("logit_bias", "user")
        .containsEntry("logit_bias", "{\"5\":-100}");
    assertThat(demands.binding()).containsOnlyKeys("logit_bias");
    assertThat(asked.sampling().frequencyPenalty()).isEqualTo(0.5f);
    assertThat(asked.sampling().presencePenalty()).isEqualTo(-1f);
    assertThat(asked.sampling().topLogprobs()).isEqualTo(2);
  }

  @Test
  void calls_of_tools_are_whole_in_a_whole_answer() {
    large.says(calling());
    var answered = send(request("demo-large", TOOLS)).statusCode(200).extract().asString();
    assertThat(constant(answered))
        .isEqualTo(
            "{\"id\":\"ID\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"demo-large\","
                + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                + "\"content\":\"Let me see.\",\"refusal\":null,\"tool_calls\":["
                + "{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"add\","
                + "\"arguments\":\"{\\\"a\\\":1}\"}},"
                + "{\"id\":\"call_2\",\"type\":\"function\",\"function\":{\"name\":\"add\","
                + "\"arguments\":\"{}\"}}]},"
                + "\"logprobs\":null,\"finish_reason\":\"tool_calls\"}],"
                + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":4,\"total_tokens\":14,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":0},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":0}}}");
  }

  @Test
  void an_answer_of_calls_alone_has_no_content() {
    large.says(Script.started(10, 0).call(0, "c", "add", "{}").finish(FinishReason.TOOL_CALLS, ""));
    send(request("demo-large", TOOLS))
        .statusCode(200)
        .body("choices[0].message.content", Matchers.nullValue())
        .body("choices[0].message.tool_calls[0].function.name", Matchers.equalTo("add"));
  }

  @Test
  void calls_of_tools_are_streamed_as_they_come() throws IOException {
    large.says(calling());
    try (var http = post(request("demo-large", TOOLS + ",\"stream\":true"))) {
      http.head();
      assertThat(constant(http.chunks()))
          .isEqualTo(
              delta("{\"role\":\"assistant\",\"content\":\"\"}")
                  + delta("{\"content\":\"Let me see.\"}")
                  + delta(
                      "{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\","
                          + "\"function\":{\"name\":\"add\",\"arguments\":\"\"}}]}")
                  + delta(
                      "{\"tool_calls\":[{\"index\":0,"
                          + "\"function\":{\"arguments\":\"{\\\"a\\\":\"}}]}")
                  + delta("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"1}\"}}]}")
                  + delta(
                      "{\"tool_calls\":[{\"index\":1,\"id\":\"call_2\",\"type\":\"function\","
                          + "\"function\":{\"name\":\"add\",\"arguments\":\"{}\"}}]}")
                  + chunk(0, "{}", "\"tool_calls\"")
                  + "data: [DONE]\n\n");
    }
  }

  private static String delta(String delta) {
    return chunk(0, delta, "null");
  }

  private static String chunk(int choice, String delta, String reason) {
    return "data: {\"id\":\"ID\",\"object\":\"chat.completion.chunk\",\"created\":1,"
        + "\"model\":\"demo-large\",\"choices\":[{\"index\":%d,\"delta\":%s,"
            .formatted(choice, delta)
        + "\"logprobs\":null,\"finish_reason\":%s}]}\n\n".formatted(reason);
  }

  @Test
  void a_call_that_begins_without_a_name_or_goes_back_to_an_earlier_one_fails_the_worker() {
    for (var script :
        List.of(
            Script.started(10, 0).call(0, "", "", "{}").finish(),
            Script.started(10, 0).call(1, "c", "add", "{}").finish(),
            Script.started(10, 0)
                .call(0, "c", "add", "{")
                .call(1, "d", "add", "{")
                .call(0, "", "", "}")
                .finish())) {
      large.says(script);
      send(request("demo-large", TOOLS))
          .statusCode(502)
          .body("error.code", Matchers.equalTo("worker_failed"));
    }
  }

  @Test
  void what_no_tier_can_do_is_400_and_names_the_field() {
    var cannot = Script.failing(ErrorKind.Unsupported.of("tools", "demo", "use tools"));
    small.says(cannot);
    large.says(cannot);
    send(request("auto", TOOLS))
        .statusCode(400)
        .body("error.type", Matchers.equalTo("invalid_request_error"))
        .body("error.code", Matchers.equalTo("unsupported_parameter"))
        .body("error.param", Matchers.equalTo("tools"));
  }

  @Test
  void alternatives_are_listed_with_their_tokens() {
    large.says(
        Script.started(10, 0)
            .say(new GenerateEvent.Token(1, -0.5f, "é", List.of(new Alternative(1, -0.5f, "é"))))
            .finish());
    send(request("demo-large", ",\"logprobs\":true,\"top_logprobs\":1"))
        .statusCode(200)
        .body("choices[0].logprobs.content[0].top_logprobs[0].token", Matchers.equalTo("é"))
        .body("choices[0].logprobs.content[0].top_logprobs[0].logprob", Matchers.equalTo(-0.5f))
        .body(
            "choices[0].logprobs.content[0].top_logprobs[0].bytes", Matchers.contains(0xc3, 0xa9));
  }

  @Test
  void several_answers_are_choices_each_drawn_anew_and_all_paid_for() throws Exception {
    large.says(request -> Script.answer(0.9, "of " + request.sampling().seed().getAsLong()));
    send(request("demo-large", ",\"n\":3,\"seed\":7"))
        .statusCode(200)
        .header("x-spillway-cost-usd", "0.000033")
        .body("choices.index", Matchers.contains(0, 1, 2))
        .body("choices.message.content", Matchers.contains("of 7", "of 8", "of 9"))
        .body("usage.prompt_tokens", Matchers.equalTo(10))
        .body("usage.completion_tokens", Matchers.equalTo(3));
    var ids =
        List.of(
            large.nextCall().request().requestId(),
            large.nextCall().request().requestId(),
            large.nextCall().request().requestId());
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void several_answers_are_streamed_by_their_indexes_and_end_once() throws IOException {
    large.says(request -> Script.answer(0.9, "of " + request.sampling().seed().getAsLong()));
    try (var http = post(request("demo-large", ",\"n\":2,\"seed\":17,\"stream\":true"))) {
      http.head();
      var body = http.chunks();
      assertThat(constant(body))
          .contains(chunk(0, "{\"content\":\"of 17\"}", "null"))
          .contains(chunk(1, "{\"content\":\"of 18\"}", "null"))
          .contains(chunk(0, "{}", "\"stop\""))
          .contains(chunk(1, "{}", "\"stop\""))
          .endsWith("data: [DONE]\n\n")
          .containsOnlyOnce("[DONE]");
      assertThat(body).containsOnlyOnce("\"cost_usd\":\"0.000022\"");
    }
  }

  @Test
  void one_choice_that_fails_fails_them_all_and_the_others_are_cancelled() throws Exception {
    large.says(
        request ->
            request.sampling().seed().getAsLong() == 27
                ? Script.started(10, 0).token("half", 0.9).await(new CompletableFuture<>())
                : Script.failing(new ErrorKind.InvalidValue("stop", "it is wrong")));
    send(request("demo-large", ",\"n\":2,\"seed\":27")).statusCode(400);
    var first = large.nextCall();
    first.cancelled().get(10, TimeUnit.SECONDS);
  }
}
