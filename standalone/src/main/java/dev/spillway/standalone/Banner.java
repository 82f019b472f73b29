package dev.spillway.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.standalone.home.Build;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/**
 * What is on the screen once everything runs: where it is, what it offers, and a line to try. The
 * models are asked for over HTTP, so that what is shown is what a client gets.
 */
@Singleton
final class Banner {
  private final Config config;
  private final NewAdminKey adminKey;
  private final ObjectMapper json;

  Banner(Config config, NewAdminKey adminKey, ObjectMapper json) {
    this.config = config;
    this.adminKey = adminKey;
    this.json = json;
  }

  String url() {
    var host = config.getValue("quarkus.http.host", String.class);
    var shown = host.equals("127.0.0.1") || host.equals("0.0.0.0") ? "localhost" : host;
    return "http://%s:%d".formatted(shown, config.getValue("quarkus.http.port", Integer.class));
  }

  /** By itself; another terminal does not know this one's {@code SPILLWAY_PORT}. */
  private boolean isWhereChatLooks() {
    return url().equals("http://localhost:8080");
  }

  void print(PrintStream out) {
    var needsKey = config.getOptionalValue("spillway.gateway.api-key", String.class).isPresent();
    out.printf("%nSpillway %s is ready.%n%n", Build.version());
    out.printf("  API        %s/v1%n", url());
    out.printf("  Models     %s%n", models());
    out.printf("  Data       %s%n", config.getValue("spillway.home", String.class));
    adminKey
        .take()
        .ifPresent(
            key ->
                out.printf(
                    "  Admin key  %s%n             (shown this once; kept in %s)%n",
                    key, config.getValue("spillway.gateway.admin-key-file", String.class)));
    out.printf(
        """

        Try it in another terminal:

          ./spillway chat %s"What is the capital of France?"

          curl %s/v1/chat/completions \\
            -H 'Content-Type: application/json' \\%s
            -d '{"model": "auto", "temperature": 0,
                 "messages": [{"role": "user", "content": "What is the capital of France?"}]}'

        Ctrl-C stops.
        """,
        isWhereChatLooks() ? "" : "--url %s ".formatted(url()),
        url(),
        needsKey ? "\n    -H \"Authorization: Bearer $SPILLWAY_API_KEY\" \\" : "");
    out.flush();
  }

  private String models() {
    var request = HttpRequest.newBuilder(URI.create(url() + "/v1/models"));
    request.timeout(Duration.ofSeconds(10));
    config
        .getOptionalValue("spillway.gateway.api-key", String.class)
        .ifPresent(key -> request.header("Authorization", "Bearer " + key));
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return StreamSupport.stream(json.readTree(answer.body()).path("data").spliterator(), false)
          .map(model -> model.path("id").asText())
          .collect(Collectors.joining(", "));
    } catch (IOException e) {
      return "not available";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "not available";
    }
  }
}
