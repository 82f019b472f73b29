package dev.spillway.gateway.telemetry;

import static dev.spillway.gateway.telemetry.OtlpReceiver.attributes;
import static dev.spillway.gateway.telemetry.OtlpReceiver.hex;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.GatewayTest;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.testkit.Await;
import dev.spillway.testkit.Script;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a collector gets, as bytes on a socket. */
@QuarkusTest
@TestProfile(TracesProfile.class)
class TracesTest extends GatewayTest {
  private static final String PARENT = "00f067aa0ba902b7";
  private static final String QUESTION = "What is 17 + 25 in Pelargonium?";

  @Inject GatewayConfig config;

  private final String trace = UUID.randomUUID().toString().replace("-", "");

  // Each test begins with it.
  @SuppressWarnings("NullAway.Init")
  private OtlpReceiver collector;

  @BeforeEach
  void listen() throws Exception {
    collector =
        new OtlpReceiver(URI.create(config.telemetry().otlpEndpoint().orElseThrow()).getPort());
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  @Test
  void a_request_is_a_server_span_with_a_client_span_for_each_call_of_a_worker() throws Exception {
    small.says(Script.started(10, 0).token("x", 0.5).finish());
    large.says(Script.started(10, 0).token("forty", 0.9).token("-two", 0.9).finish());
    var answer = ask("auto", "01");
    answer.then().statusCode(200);

    var spans = collector.trace(trace, 3);
    var server = only(spans, Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(server.getName()).isEqualTo("chat auto");
    assertThat(hex(server.getParentSpanId().toByteArray())).isEqualTo(PARENT);
    assertThat(attributes(server))
        .containsEntry("gen_ai.operation.name", "chat")
        .containsEntry("gen_ai.provider.name", "spillway")
        .containsEntry("gen_ai.request.model", "auto")
        .containsEntry("gen_ai.request.max_tokens", 99L)
        .containsEntry("gen_ai.response.model", "demo-large")
        .containsEntry("gen_ai.response.id", answer.header("x-spillway-request-id"))
        .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
        .containsEntry("gen_ai.usage.input_tokens", 10L)
        .containsEntry("gen_ai.usage.output_tokens", 2L)
        .containsEntry("spillway.policy", "auto@3")
        .containsEntry("spillway.project", "proj_default")
        .containsEntry("spillway.tier", "demo-large")
        .containsEntry("spillway.escalations", 1L)
        .containsEntry("spillway.cache", "bypass")
        .containsEntry("spillway.cost_usd", number(answer, "x-spillway-cost-usd"))
        .containsEntry(
            "spillway.cost_if_largest_usd", number(answer, "x-spillway-cost-if-largest-usd"))
        .containsEntry("http.request.method", "POST")
        .containsEntry("http.response.status_code", 200L)
        .containsKey("spillway.overhead_ms")
        .doesNotContainKey("error.type");

    var calls =
        spans.stream().filter(each -> each.getKind() == Span.SpanKind.SPAN_KIND_CLIENT).toList();
    assertThat(calls)
        .hasSize(2)
        .allSatisfy(call -> assertThat(call.getParentSpanId()).isEqualTo(server.getSpanId()));
    assertThat(attributes(calls.getFirst()))
        .containsEntry("gen_ai.request.model", "demo-small")
        .containsEntry("spillway.tier", "demo-small")
        .hasEntrySatisfying(
            "server.address", worker -> assertThat((String) worker).startsWith("local-"))
        .containsEntry("spillway.resumed", false)
        .containsEntry("gen_ai.usage.output_tokens", 1L);
    assertThat(attributes(calls.getLast()))
        .containsEntry("spillway.tier", "demo-large")
        .containsEntry("gen_ai.usage.output_tokens", 2L);
    assertThat(small.nextCall().request().trace())
        .containsEntry("traceparent", traceparent(calls.getFirst()))
        .containsEntry("tracestate", "vendor=7");
    assertThat(large.nextCall().request().trace())
        .containsEntry("traceparent", traceparent(calls.getLast()));
    assertThat(collector.requests.getFirst().getResourceSpans(0).getResource().toString())
        .contains("spillway-gateway");
    assertThat(collector.headers.getFirst()).containsEntry("X-collector-key", List.of("known"));
  }

  @Test
  void law_prompts_and_answers_are_in_no_span_unless_a_setting_says_so() {
    small.says(Script.answer(0.99, "forty-", "two"));
    ask("auto", "01").then().statusCode(200);
    collector.trace(trace, 2);
    assertThat(collector.requests.toString()).doesNotContain("Pelargonium").doesNotContain("forty");
  }

  @Test
  void a_failure_has_its_type_and_is_an_error_of_whoever_is_at_fault() {
    small.says(Script.started(10, 0).fail(new ErrorKind.WorkerFailed("broken")));
    large.says(Script.started(10, 0).fail(new ErrorKind.WorkerFailed("broken")));
    var answer = ask("auto", "01");
    answer.then().statusCode(greaterThanOrEqualTo(500));
    var spans = collector.trace(trace, 3);
    assertThat(spans)
        .allSatisfy(
            span -> {
              assertThat(attributes(span)).containsEntry("error.type", "worker_failed");
              assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
            });
    assertThat(attributes(only(spans, Span.SpanKind.SPAN_KIND_SERVER)))
        .containsEntry("http.response.status_code", (long) answer.statusCode());
  }

  @Test
  void a_mistake_of_the_caller_is_no_error_of_ours_and_its_words_name_no_span() {
    ask("no-such-model", "01").then().statusCode(404);
    var server = collector.trace(trace, 1).getFirst();
    assertThat(server.getName()).isEqualTo("chat");
    assertThat(attributes(server)).containsEntry("error.type", "model_not_found");
    assertThat(server.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
  }

  @Test
  void a_client_that_does_not_sample_its_trace_gets_no_spans_and_workers_are_told()
      throws Exception {
    ask("auto", "00").then().statusCode(200);
    assertThat(small.nextCall().request().trace().get("traceparent"))
        .startsWith("00-" + trace)
        .endsWith("-00");
    var sampled = UUID.randomUUID().toString().replace("-", "");
    ask("auto", sampled, "01").then().statusCode(200);
    collector.trace(sampled, 2);
    assertThat(collector.spans(trace)).isEmpty();
  }

  @Test
  void a_collector_that_is_away_costs_spans_and_no_request() {
    collector.close();
    ask("auto", "01").then().statusCode(200);
    Await.until(
        () -> {
          ask("auto", "01").then().statusCode(200);
          return given()
              .get("/q/metrics")
              .asString()
              .contains("spillway_spans_total{outcome=\"lost\"");
        });
  }

  private static Double number(Response answer, String header) {
    return Double.valueOf(answer.header(header));
  }

  private static Span only(List<Span> spans, Span.SpanKind kind) {
    var found = spans.stream().filter(each -> each.getKind() == kind).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private String traceparent(Span span) {
    return "00-%s-%s-01".formatted(trace, hex(span.getSpanId().toByteArray()));
  }

  private Response ask(String model, String flags) {
    return ask(model, trace, flags);
  }

  private static Response ask(String model, String trace, String flags) {
    return given()
        .contentType(ContentType.JSON)
        .header("traceparent", "00-%s-%s-%s".formatted(trace, PARENT, flags))
        .header("tracestate", "vendor=7")
        .header("Cache-Control", "no-store")
        .body(
            Map.of(
                "model",
                model,
                "max_tokens",
                99,
                "messages",
                List.of(Map.of("role", "user", "content", QUESTION))))
        .post("/v1/chat/completions");
  }
}
