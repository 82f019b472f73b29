package dev.spillway.standalone.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.spillway.standalone.console.CommandFailure;
import dev.spillway.standalone.console.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChatClientTest {
  private static final String CHUNK =
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}]}\n\n";

  private final AtomicReference<String> request = new AtomicReference<>("");
  private final AtomicReference<String> key = new AtomicReference<>("");
  private HttpServer server;
  private int status = 200;
  private String answer = "";

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/chat/completions", this::handle);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void pieces_arrive_in_order_and_the_facts_of_the_headers_are_kept() {
    answer = CHUNK.formatted("Hel") + CHUNK.formatted("lo") + "data: [DONE]\n\n";
    var pieces = new StringBuilder();
    var got = ask(pieces);
    assertThat(pieces).hasToString("Hello");
    assertThat(got.text()).isEqualTo("Hello");
    assertThat(got.summary())
        .isEqualTo("demo-small, confidence 0.97, $0.000001 (largest $0.00001)");
    assertThat(request.get()).contains("\"stream\":true", "\"content\":\"hi\"");
    assertThat(key.get()).isEqualTo("Bearer secret");
  }

  @Test
  void a_stream_that_ends_without_done_is_a_failure() {
    answer = CHUNK.formatted("Hel");
    assertThatThrownBy(() -> ask(new StringBuilder()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("before the answer was whole");
  }

  @Test
  void an_error_event_is_a_failure_with_its_message() {
    answer = CHUNK.formatted("Hel") + "data: {\"error\":{\"message\":\"the worker died\"}}\n\n";
    assertThatThrownBy(() -> ask(new StringBuilder())).hasMessage("the worker died");
  }

  @Test
  void a_refusal_is_said_in_the_gateways_words() {
    status = 404;
    answer = "{\"error\":{\"message\":\"there is no model 'x'\"}}";
    assertThatThrownBy(() -> ask(new StringBuilder()))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> {
              assertThat(failure.line()).isEqualTo("there is no model 'x'");
              assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
            });
  }

  private Answer ask(StringBuilder pieces) {
    var dialogue = new Dialogue("auto", Optional.empty(), 0);
    dialogue.ask("hi");
    var url = URI.create("http://localhost:" + server.getAddress().getPort());
    try (var client = new ChatClient(url, Optional.of("secret"))) {
      return client.ask(dialogue, pieces::append);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    request.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    key.set(exchange.getRequestHeaders().getFirst("Authorization"));
    var headers = exchange.getResponseHeaders();
    headers.set("x-spillway-tier", "demo-small");
    headers.set("x-spillway-confidence", "0.97");
    headers.set("x-spillway-escalations", "0");
    headers.set("x-spillway-cost-usd", "0.000001");
    headers.set("x-spillway-cost-if-largest-usd", "0.00001");
    exchange.sendResponseHeaders(status, 0);
    try (var body = exchange.getResponseBody()) {
      body.write(answer.getBytes(StandardCharsets.UTF_8));
    }
  }
}
