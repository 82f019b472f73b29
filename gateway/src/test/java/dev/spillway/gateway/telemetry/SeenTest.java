package dev.spillway.gateway.telemetry;

import static dev.spillway.gateway.telemetry.OtlpReceiver.attributes;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.GatewayTest;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.testkit.Await;
import dev.spillway.testkit.Script;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in the log of each request, and what is in its span where texts are wanted. */
@QuarkusTest
@TestProfile(SeenProfile.class)
class SeenTest extends GatewayTest {
  private static final String QUESTION = "What is 17 + 25 in Pelargonium?";

  @Inject GatewayConfig config;

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Handler handler = new Lines();

  /** With the id of the request first, as in the formats of console and file. */
  private final class Lines extends Handler {
    private final PatternFormatter format = new PatternFormatter("[%X{request_id}] %c %s");

    @Override
    public void publish(LogRecord record) {
      lines.add(format.format(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void record() {
    Logger.getLogger("").addHandler(handler);
  }

  @AfterEach
  void stop() {
    Logger.getLogger("").removeHandler(handler);
  }

  @Test
  void each_request_is_one_line_that_has_no_prompt_and_no_key() {
    small.says(Script.started(10, 0).token("forty-two", 0.9).finish());
    var id = ask("auto").header("x-spillway-request-id");
    var line = only("/v1/chat/completions 200");
    assertThat(line)
        .startsWith("[%s] dev.spillway.access POST /v1/chat/completions 200 ms=".formatted(id))
        .contains(
            " project=proj_default model=auto policy=auto@3 tier=demo-small escalations=0"
                + " cache=bypass ")
        .contains(" input_tokens=10 output_tokens=1 cost_usd=0.000001")
        .contains(" own_ms=")
        .doesNotContain("error=");
    assertThat(lines.toString()).doesNotContain("Pelargonium").doesNotContain("forty-two");
  }

  @Test
  void a_refused_request_is_a_line_with_who_is_at_fault_and_nothing_that_a_client_made_up() {
    given().header("Authorization", "Bearer somebody-s-key").get("/v1/feedback");
    assertThat(only("GET /v1/feedback 405")).contains("fault=caller").doesNotContain("somebody");
    ask("no-such-model").then().statusCode(404);
    assertThat(only("completions 404"))
        .contains("error=model_not_found fault=caller")
        .doesNotContain("no-such-model");
    given().get("/v1/made-up\u0085address").then().statusCode(404);
    assertThat(only("GET - 404 ms")).contains("error=not_found fault=caller");
    assertThat(lines.toString()).doesNotContain("made-up");
  }

  @Test
  void a_stream_that_breaks_is_a_line_with_its_error() {
    small.says(Script.started(10, 0).token("a", 0.99).fail(new ErrorKind.WorkerFailed("broken")));
    ask("demo-small", true);
    assertThat(only("completions 200")).contains("error=worker_failed fault=upstream");
    assertThat(given().get("/q/metrics").asString())
        .contains("spillway_errors_total{code=\"worker_failed\",fault=\"upstream\"");
  }

  @Test
  void law_every_line_about_a_request_has_its_id() {
    small.says(
        request -> {
          throw new IllegalStateException("a defect of a worker");
        });
    var id = ask("demo-small").header("x-spillway-request-id");
    assertThat(only("failed in an unexpected way")).startsWith("[%s]".formatted(id));
  }

  @Test
  void texts_are_in_the_span_where_they_are_wanted() throws Exception {
    var trace = UUID.randomUUID().toString().replace("-", "");
    var endpoint = URI.create(config.telemetry().otlpEndpoint().orElseThrow());
    try (var collector = new OtlpReceiver(endpoint.getPort())) {
      small.says(Script.answer(0.99, "forty-", "two"));
      given()
          .contentType(ContentType.JSON)
          .header("traceparent", "00-%s-00f067aa0ba902b7-01".formatted(trace))
          .header("Cache-Control", "no-store")
          .body(body("auto", false))
          .post("/v1/chat/completions")
          .then()
          .statusCode(200);
      var server =
          collector.trace(trace, 2).stream()
              .filter(each -> each.getName().equals("chat auto"))
              .findFirst()
              .orElseThrow();
      var attributes = attributes(server);
      assertThat((String) attributes.get("gen_ai.input.messages"))
          .contains("\"role\":\"user\"", "\"content\":\"" + QUESTION + "\"");
      assertThat((String) attributes.get("gen_ai.output.messages"))
          .contains("\"role\":\"assistant\"", "\"content\":\"forty-two\"");
    }
  }

  /** The line that has all of these, once it is there; and no other has. */
  private String only(String... parts) {
    Await.until(() -> !matching(parts).isEmpty(), () -> "there are " + lines);
    assertThat(matching(parts)).hasSize(1);
    return matching(parts).getFirst();
  }

  private List<String> matching(String... parts) {
    return lines.stream().filter(line -> List.of(parts).stream().allMatch(line::contains)).toList();
  }

  private static Response ask(String model) {
    return ask(model, false);
  }

  private static Response ask(String model, boolean stream) {
    return given()
        .contentType(ContentType.JSON)
        .header("Cache-Control", "no-store")
        .body(body(model, stream))
        .post("/v1/chat/completions");
  }

  private static Map<String, Object> body(String model, boolean stream) {
    return Map.of(
        "model",
        model,
        "stream",
        stream,
        "messages",
        List.of(Map.of("role", "user", "content", QUESTION)));
  }
}
