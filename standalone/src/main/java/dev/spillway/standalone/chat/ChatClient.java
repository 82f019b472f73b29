package dev.spillway.standalone.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.standalone.console.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks a gateway over HTTP and passes each piece of the answer on as it arrives.
 *
 * <p>The stream is server-sent events: lines {@code data: JSON}, ended by {@code data: [DONE]}. An
 * answer that stops without that line, or with an error event, is a failure and not a short answer.
 */
final class ChatClient implements AutoCloseable {
  private static final String PREFIX = "x-spillway-";
  private static final String DATA = "data:";
  private static final String DONE = "[DONE]";

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI url;
  private final Optional<String> key;

  ChatClient(URI url, Optional<String> key) {
    this.url = url;
    this.key = key;
  }

  /**
   * @throws CommandFailure if nothing answers there, or the gateway says no
   */
  Answer ask(Dialogue dialogue, Consumer<String> pieces) {
    try {
      var response = http.send(request(dialogue), HttpResponse.BodyHandlers.ofLines());
      try (var lines = response.body()) {
        if (response.statusCode() != 200) {
          throw refused(response.statusCode(), lines.collect(Collectors.joining("\n")));
        }
        return read(lines, headers(response), pieces);
      }
    } catch (IOException | UncheckedIOException e) {
      throw CommandFailure.unreachable(
          "no gateway answers at %s; start one with './spillway up', or name another with --url"
              .formatted(url));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.failed("interrupted");
    }
  }

  @Override
  public void close() {
    http.close();
  }

  private HttpRequest request(Dialogue dialogue) {
    var base = url.toString().replaceAll("/+$", "").replaceAll("/v1$", "");
    var request =
        HttpRequest.newBuilder(URI.create(base + "/v1/chat/completions"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(dialogue.request(), StandardCharsets.UTF_8));
    key.ifPresent(value -> request.header("Authorization", "Bearer " + value));
    return request.build();
  }

  private Answer read(Stream<String> lines, Map<String, String> facts, Consumer<String> pieces)
      throws IOException {
    var text = new StringBuilder();
    for (var line : (Iterable<String>) lines::iterator) {
      if (!line.startsWith(DATA)) {
        continue;
      }
      var data = line.substring(DATA.length()).strip();
      if (data.equals(DONE)) {
        return new Answer(text.toString(), facts);
      }
      var chunk = json.readTree(data);
      if (chunk.has("error")) {
        throw CommandFailure.failed(chunk.path("error").path("message").asText("the answer broke"));
      }
      var piece = chunk.path("choices").path(0).path("delta").path("content").asText("");
      text.append(piece);
      pieces.accept(piece);
      addFacts(chunk, facts);
    }
    throw CommandFailure.failed("the connection broke before the answer was whole");
  }

  /** The last chunk repeats the headers, with what was not yet known when those were sent. */
  private static void addFacts(JsonNode chunk, Map<String, String> facts) {
    chunk
        .path("spillway")
        .properties()
        .forEach(
            field ->
                facts.put(
                    field.getKey().replace('_', '-').replace(PREFIX, ""),
                    field.getValue().asText()));
  }

  private static Map<String, String> headers(HttpResponse<?> response) {
    var facts = new HashMap<String, String>();
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (name.startsWith(PREFIX)) {
                facts.put(name.substring(PREFIX.length()), values.getFirst());
              }
            });
    return facts;
  }

  private CommandFailure refused(int status, String body) {
    try {
      var message = json.readTree(body).path("error").path("message").asText("");
      if (!message.isEmpty()) {
        return CommandFailure.failed(message);
      }
    } catch (JsonProcessingException e) {
      // Said below: what answers is not a gateway of ours.
    }
    return CommandFailure.failed(
        "%s answered %d and is no Spillway gateway".formatted(url, status));
  }
}
