package dev.spillway.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.gateway.GatewayTest;
import dev.spillway.gateway.StubbedGateway;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubCall;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The bytes of a stream, on a socket. */
@QuarkusTest
@TestProfile(StubbedGateway.class)
class StreamBytesTest extends GatewayTest {
  private static final String STREAM = ",\"stream\":true";
  private static final String WITH_USAGE =
      ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";

  /** Log-probabilities are floats, so not quite a half. */
  private static final String HALF = Double.toString(Math.exp((float) Math.log(0.5)));

  /** Puts constants where every request has another value. */
  private static String constant(String body) {
    return body.replaceAll("chatcmpl-[0-9a-f]{32}", "chatcmpl-ID")
        .replaceAll("\"request_id\":\"[0-9a-f]{32}\"", "\"request_id\":\"ID\"")
        .replaceAll("\"created\":\\d+", "\"created\":1")
        .replaceAll("\"predicted_tokens\":\\d+,", "");
  }

  private static String chunk(String model, String rest) {
    return "data: {\"id\":\"chatcmpl-ID\",\"object\":\"chat.completion.chunk\",\"created\":1,"
        + "\"model\":\"%s\",\"choices\":[%s}\n\n".formatted(model, rest);
  }

  private static String delta(String model, String delta) {
    return chunk(
        model,
        "{\"index\":0,\"delta\":%s,\"logprobs\":null,\"finish_reason\":null}]".formatted(delta));
  }

  @Test
  void an_accepted_answer_is_role_text_end_and_done() throws IOException {
    small.says(Script.answer(1, "Par", "is", ""));
    try (var http = post(request("auto", STREAM))) {
      var head = http.head();
      assertThat(head)
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("content-type: text/event-stream; charset=utf-8\r\n")
          .contains("cache-control: no-cache\r\n")
          .contains("x-spillway-tier: demo-small\r\n")
          .contains("x-spillway-confidence: 1.0\r\n")
          .contains("x-spillway-escalations: 0\r\n")
          .contains("x-spillway-policy: auto@3\r\n")
          .contains("x-spillway-cost-usd: 0.0000013\r\n")
          .contains("x-spillway-cost-if-largest-usd: 0.000013\r\n")
          .containsPattern("x-spillway-request-id: [0-9a-f]{32}\r\n");
      assertThat(constant(http.chunks()))
          .isEqualTo(
              delta("demo-small", "{\"role\":\"assistant\",\"content\":\"\"}")
                  + delta("demo-small", "{\"content\":\"Paris\"}")
                  + chunk(
                      "demo-small",
                      "{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                          + "\"spillway\":{\"tier\":\"demo-small\",\"confidence\":1.0,"
                          + "\"escalations\":0,\"cost_usd\":\"0.0000013\","
                          + "\"cost_if_largest_usd\":\"0.000013\",\"request_id\":\"ID\","
                          + "\"policy\":\"auto@3\",\"cache\":\"bypass\"}")
                  + "data: [DONE]\n\n");
    }
    assertThat(large.calls()).isEmpty();
  }

  @Test
  void an_escalated_answer_streams_as_large_writes_it_and_nothing_of_small_leaks()
      throws Exception {
    small.says(Script.answer(0.5, "SMALL", "ANSWER"));
    var gate = new CompletableFuture<Void>();
    large.says(
        Script.started(10, 4)
            .token("Lon", 0.9)
            .await(gate)
            .token("don", 0.9)
            .finish(FinishReason.LENGTH, "!"));
    try (var http = post(request("auto", WITH_USAGE))) {
      var head = http.head();
      assertThat(head)
          .contains("x-spillway-tier: demo-large\r\n")
          .contains("x-spillway-confidence: " + HALF + "\r\n")
          .contains("x-spillway-escalations: 1\r\n")
          .doesNotContain("x-spillway-cost");
      var early = http.chunk() + http.chunk();
      assertThat(constant(early))
          .endsWith(
              "\"delta\":{\"content\":\"Lon\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n");
      gate.complete(null);
      var late = constant(http.chunks());
      assertThat(late)
          .isEqualTo(
              delta("demo-large", "{\"content\":\"don\"}").replace("}]}\n", "}],\"usage\":null}\n")
                  + delta("demo-large", "{\"content\":\"!\"}")
                      .replace("}]}\n", "}],\"usage\":null}\n")
                  + chunk(
                      "demo-large",
                      "{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"length\"}],\"usage\":null")
                  + chunk(
                      "demo-large",
                      "],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2,\"total_tokens\":12,"
                          + "\"prompt_tokens_details\":{\"cached_tokens\":4},"
                          + "\"completion_tokens_details\":{\"reasoning_tokens\":0}},"
                          + "\"spillway\":{\"tier\":\"demo-large\",\"confidence\":"
                          + HALF
                          + ","
                          + "\"escalations\":1,\"cost_usd\":\"0.0000131\","
                          + "\"cost_if_largest_usd\":\"0.000012\",\"request_id\":\"ID\","
                          + "\"policy\":\"auto@3\",\"cache\":\"bypass\"}")
                  + "data: [DONE]\n\n");
      assertThat(head + early + late).doesNotContain("SMALL").doesNotContain("ANSWER");
    }
  }

  @Test
  void a_failure_before_the_commit_is_replaced_by_the_next_tier() throws IOException {
    small.says(
        Script.started(10, 0).token("lost", 0.9).fail(new ErrorKind.WorkerFailed("it broke")));
    large.says(Script.answer(0.9, "kept"));
    try (var http = post(request("auto", STREAM))) {
      assertThat(http.head()).contains("x-spillway-tier: demo-large\r\n");
      assertThat(http.chunks())
          .contains("kept")
          .doesNotContain("lost")
          .contains("\"cost_usd\":\"0.0000121\"")
          .endsWith("data: [DONE]\n\n");
    }
  }

  @Test
  void a_failure_after_the_commit_is_an_error_event_without_done() throws IOException {
    large.says(
        Script.started(10, 0).token("half", 0.9).fail(new ErrorKind.WorkerFailed("it broke")));
    try (var http = post(request("demo-large", STREAM))) {
      assertThat(http.head()).startsWith("HTTP/1.1 200");
      assertThat(constant(http.chunks()))
          .isEqualTo(
              delta("demo-large", "{\"role\":\"assistant\",\"content\":\"\"}")
                  + delta("demo-large", "{\"content\":\"half\"}")
                  + "data: {\"error\":{\"message\":\"it broke\",\"type\":\"upstream_error\","
                  + "\"param\":null,\"code\":\"worker_failed\"}}\n\n");
    }
  }

  @Test
  void a_stream_that_fails_before_its_first_byte_is_an_ordinary_error() throws IOException {
    small.says(Script.failing(new ErrorKind.WorkerFailed("small broke")));
    large.says(Script.failing(new ErrorKind.WorkerFailed("large broke")));
    try (var http = post(request("auto", STREAM))) {
      assertThat(http.head())
          .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
          .contains("content-type: application/json\r\n");
    }
  }

  @Test
  void an_answer_without_text_is_still_a_whole_stream() throws IOException {
    large.says(Script.answer(0.9, ""));
    try (var http = post(request("demo-large", STREAM))) {
      assertThat(http.head()).startsWith("HTTP/1.1 200");
      assertThat(constant(http.chunks()))
          .startsWith(
              delta("demo-large", "{\"role\":\"assistant\",\"content\":\"\"}")
                  + "data: {\"id\":\"chatcmpl-ID\"")
          .contains("\"finish_reason\":\"stop\"")
          .endsWith("data: [DONE]\n\n");
    }
  }

  @Test
  void a_client_that_leaves_a_stream_cancels_the_worker() throws Exception {
    large.says(Script.started(10, 0).token("first", 0.9).await(new CompletableFuture<>()).finish());
    try (var http = post(request("demo-large", STREAM))) {
      http.head();
      assertThat(http.chunk()).contains("assistant");
    }
    large.nextCall().cancelled().get(10, TimeUnit.SECONDS);
  }

  @Test
  void a_client_that_leaves_before_the_commit_cancels_the_worker() throws Exception {
    small.says(Script.started(10, 0).await(new CompletableFuture<>()));
    StubCall call;
    try (var http = post(request("auto", ""))) {
      assertThat(http).isNotNull();
      call = small.nextCall();
      assertThat(call.cancelled()).isNotDone();
    }
    call.cancelled().get(10, TimeUnit.SECONDS);
  }
}
