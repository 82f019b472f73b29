package dev.spillway.standalone.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The gateway's HTTP interface as any client sees it. Answers are computed, unless a test wants
 * those that were given before.
 */
final class Api {
  static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;
  private final String cacheControl;

  Api(URI base) {
    this(base, "no-store");
  }

  /**
   * @param cacheControl what it says of caches with each request
   */
  Api(URI base, String cacheControl) {
    this.base = base;
    this.cacheControl = cacheControl;
  }

  /** The same, with something else to say of caches. */
  Api saying(String other) {
    return new Api(base, other);
  }

  /** A greedy request with one user message. */
  static ObjectNode question(String model, String content) {
    var body = JSON.createObjectNode();
    body.put("model", model).put("temperature", 0);
    body.putArray("messages").addObject().put("role", "user").put("content", content);
    return body;
  }

  record Reply(int status, HttpResponse<String> response, JsonNode json) {
    String content() {
      return json.path("choices").path(0).path("message").path("content").asText();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  Reply chat(JsonNode body) {
    return chat(body.toString());
  }

  Reply chat(String body) {
    return send(
        request("/v1/chat/completions").POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  Reply get(String path) {
    return send(request(path).build());
  }

  Reply get(String path, String key) {
    return send(request(path).header("Authorization", "Bearer " + key).build());
  }

  /** An empty body of this type. */
  Reply post(String path, String type) {
    return send(
        request(path)
            .setHeader("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build());
  }

  Reply post(String path, String key, String body) {
    return send(
        request(path)
            .header("Authorization", "Bearer " + key)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  Reply delete(String path, String key) {
    return send(request(path).header("Authorization", "Bearer " + key).DELETE().build());
  }

  Reply put(String path, String key, String body) {
    return send(
        request(path)
            .header("Authorization", "Bearer " + key)
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  /**
   * A whole stream.
   *
   * @param chunks all but the last line, {@code [DONE]}
   */
  record Streamed(HttpResponse<?> response, List<JsonNode> chunks, boolean done) {
    String content() {
      var text = new StringBuilder();
      chunks.forEach(
          chunk ->
              text.append(chunk.path("choices").path(0).path("delta").path("content").asText("")));
      return text.toString();
    }

    JsonNode last() {
      return chunks.getLast();
    }
  }

  Streamed stream(ObjectNode body) {
    return stream(body, () -> {});
  }

  /**
   * @param onChunk is run after each line but the last
   */
  Streamed stream(ObjectNode body, Runnable onChunk) {
    body.put("stream", true).putObject("stream_options").put("include_usage", true);
    var response = open(body);
    var chunks = new ArrayList<JsonNode>();
    var done = false;
    try (var lines = response.body()) {
      for (var line : (Iterable<String>) lines::iterator) {
        if (line.equals("data: [DONE]")) {
          done = true;
        } else if (line.startsWith("data: ")) {
          chunks.add(read(line.substring("data: ".length())));
          onChunk.run();
        }
      }
    }
    return new Streamed(response, chunks, done);
  }

  /** A stream that the caller may leave by closing its lines. */
  HttpResponse<Stream<String>> open(ObjectNode body) {
    body.put("stream", true);
    var request =
        request("/v1/chat/completions")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofLines());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(Duration.ofSeconds(60))
        .header("Content-Type", "application/json")
        .header("Cache-Control", cacheControl);
  }

  private Reply send(HttpRequest request) {
    try {
      var response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Reply(response.statusCode(), response, read(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What is not JSON is a missing node, for the assertion to say. */
  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
