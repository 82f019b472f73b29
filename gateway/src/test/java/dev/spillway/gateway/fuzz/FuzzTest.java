package dev.spillway.gateway.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.policy.StoresProfile;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Requests that keep to the interface, nearly keep to it, or are no JSON at all get an answer, and
 * none that says that we failed.
 */
@QuarkusTest
@TestProfile(StoresProfile.class)
class FuzzTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final List<String> METHODS = List.of("get", "put", "post", "patch", "delete");

  /** Bodies of the interfaces for applications, which are not in our description of ours. */
  private static final List<String> SEEDS =
      List.of(
          """
          /v1/chat/completions {"model":"demo-small","messages":[{"role":"system","content":"Be brief."},
           {"role":"user","content":[{"type":"text","text":"Hi"},{"type":"image_url","image_url":
           {"url":"data:image/png;base64,AAAA","detail":"low"}},{"type":"file","file":{"filename":"a.pdf",
           "file_data":"data:application/pdf;base64,AAAA"}},{"type":"input_audio","input_audio":
           {"data":"AAAA","format":"wav"}}]},{"role":"assistant","content":null,
           "tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},
           {"role":"tool","tool_call_id":"c1","content":"3"}],"temperature":0.5,"top_p":0.9,"max_tokens":5,
           "n":1,"stop":["x"],"seed":7,"stream":false,"logprobs":true,"top_logprobs":2,"user":"u",
           "frequency_penalty":0.5,"presence_penalty":-0.5,"response_format":{"type":"json_schema",
           "json_schema":{"name":"s","strict":true,"schema":{"type":"object","properties":{"a":
           {"type":"string"}},"required":["a"],"additionalProperties":false}}},"tools":[{"type":"function",
           "function":{"name":"f","description":"d","parameters":{"type":"object"}}}],"tool_choice":"auto",
           "metadata":{"a":"b"},"stream_options":null}""",
          """
          /v1/chat/completions {"model":"auto","messages":[{"role":"user","content":"Hi"}],"stream":true,
           "stream_options":{"include_usage":true}}""",
          """
          /v1/messages {"model":"demo-large","max_tokens":5,"system":[{"type":"text","text":"Be brief.",
           "cache_control":{"type":"ephemeral"}}],
           "messages":[{"role":"user","content":[{"type":"text","text":"Hi"},{"type":"image","source":
           {"type":"base64","media_type":"image/png","data":"AAAA"}},{"type":"document","title":"A",
           "context":"c","citations":{"enabled":false},"source":{"type":"base64","media_type":
           "text/plain","data":"AAAA"}}]},{"role":"assistant","content":
           [{"type":"tool_use","id":"t1","name":"f","input":{}}]},{"role":"user","content":[{"type":
           "tool_result","tool_use_id":"t1","content":"3","is_error":true,"cache_control":
           {"type":"ephemeral"}}]}],"tools":[{"name":"f","description":"d",
           "input_schema":{"type":"object"}}],"tool_choice":{"type":"auto"},"temperature":0.5,"top_p":0.9,
           "top_k":5,"stop_sequences":["x"],"stream":false,"metadata":{"user_id":"u"}}""",
          """
          /v1/completions {"model":"demo-small","prompt":["Hi","Ho"],"max_tokens":5,"n":2,"best_of":2,
           "logprobs":2,"echo":false,"suffix":null,"stop":["x"],"seed":7,"temperature":0.5,"top_p":0.9,
           "frequency_penalty":0.5,"presence_penalty":-0.5,"user":"u"}""",
          """
          /v1/completions {"model":"auto","prompt":"Hi","stream":true,"stream_options":
           {"include_usage":true}}""",
          """
          /v1/responses {"model":"demo-small","instructions":"Be brief.","input":[{"role":"user","content":
           [{"type":"input_text","text":"Hi"},{"type":"input_image","image_url":"data:image/png;base64,AAAA",
           "detail":"low"},{"type":"input_file","filename":"a.pdf","file_url":"https://a/b.pdf"}]},{"type":"message","role":"assistant","content":[{"type":"output_text","text":
           "Ho"}]},{"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},{"type":
           "function_call_output","call_id":"c1","output":"3"}],"tools":[{"type":"function","name":"f",
           "parameters":{"type":"object"},"strict":false}],"tool_choice":"auto","text":{"format":{"type":
           "json_schema","name":"s","strict":true,"schema":{"type":"object"}},"verbosity":"low"},
           "reasoning":{"effort":"low"},"include":["message.output_text.logprobs"],"top_logprobs":2,
           "temperature":0.5,"top_p":0.9,"max_output_tokens":5,"metadata":{"a":"b"},"store":true,
           "truncation":"disabled","stream":false,"background":false,"previous_response_id":null}""",
          """
          /v1/responses {"model":"auto","input":"Hi","stream":true,"stream_options":
           {"include_obfuscation":false}}""",
          """
          /v1/messages {"model":"demo-small","max_tokens":5,"messages":[{"role":"user","content":"Hi"}],
           "stream":true}""",
          """
          /v1/responses/input_tokens {"model":"demo-small","input":[{"role":"user","content":"Hi"}]}""",
          """
          /v1/messages/count_tokens {"model":"demo-small","messages":[{"role":"user","content":"Hi"}]}""",
          """
          /v1/feedback {"request_id":"0123456789abcdef0123456789abcdef","good":true}""");

  // Quarkus sets it before the first test.
  @SuppressWarnings("NullAway.Init")
  @TestHTTPResource
  URI base;

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = JsonFuzzer.writer();
  private final List<String> failures = new ArrayList<>();
  private final Set<Integer> statuses = new HashSet<>();

  @Test
  void what_applications_send_never_makes_us_fail() throws Exception {
    var fuzzer = new JsonFuzzer(7, json.createObjectNode());
    for (int i = 0; i < 1_000; i++) {
      var seed = fuzzer.oneOf(SEEDS);
      int space = seed.indexOf(' ');
      var whole = json.readTree(seed.substring(space));
      send("post", seed.substring(0, space), body(fuzzer, whole), "none");
    }
    assertThat(failures).isEmpty();
    // Some got through, and some were told why not.
    assertThat(statuses).contains(200, 400);
  }

  @Test
  void what_administrators_send_never_makes_us_fail() throws Exception {
    var api = json.readTree(get("/q/openapi?format=json"));
    var fuzzer = new JsonFuzzer(11, api.at("/components/schemas"));
    var operations = new ArrayList<JsonNode[]>();
    for (var path : api.path("paths").properties()) {
      for (var method : METHODS) {
        if (path.getKey().startsWith("/admin") && path.getValue().has(method)) {
          operations.add(
              new JsonNode[] {
                json.createObjectNode().put("path", path.getKey()).put("method", method),
                path.getValue().get(method),
                path.getValue().path("parameters")
              });
        }
      }
    }
    assertThat(operations).hasSizeGreaterThan(30);
    for (int i = 0; i < 1_000; i++) {
      var operation = fuzzer.oneOf(operations);
      var schema = operation[1].at("/requestBody/content/application~1json/schema");
      var whole = schema.isMissingNode() ? json.createObjectNode() : fuzzer.valid(schema);
      send(
          operation[0].path("method").asText(),
          address(fuzzer, operation[0].path("path").asText(), operation[1], operation[2]),
          schema.isMissingNode() ? new byte[0] : body(fuzzer, whole),
          StoresProfile.ADMIN_KEY);
    }
    assertThat(failures).isEmpty();
    // Some got through, and some were told why not.
    assertThat(statuses).contains(200, 400);
  }

  private byte[] body(JsonFuzzer fuzzer, JsonNode whole) throws IOException {
    return fuzzer.chance(5)
        ? fuzzer.broken(whole)
        : json.writeValueAsBytes(fuzzer.chance(5) ? whole : fuzzer.spoilt(whole));
  }

  /** Names in it are filled in, and some of its parameters. */
  private static String address(
      JsonFuzzer fuzzer, String path, JsonNode operation, JsonNode common) {
    var filled = path;
    while (filled.contains("{")) {
      filled = filled.replaceFirst("\\{[^}]+}", encoded(fuzzer.word()));
    }
    var query = new StringBuilder();
    for (var parameters : List.of(operation.path("parameters"), common)) {
      for (var parameter : parameters) {
        if (parameter.path("in").asText().equals("query") && fuzzer.chance(2)) {
          var value =
              fuzzer.chance(2) ? fuzzer.word() : fuzzer.valid(parameter.path("schema")).asText();
          query.append(query.isEmpty() ? '?' : '&');
          query.append(parameter.path("name").asText()).append('=').append(encoded(value));
        }
      }
    }
    return filled + query;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private String get(String path) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(base.resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private void send(String method, String path, byte[] body, String key) throws Exception {
    var request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .method(method.toUpperCase(Locale.ROOT), HttpRequest.BodyPublishers.ofByteArray(body));
    if (!key.equals("none")) {
      request.header("Authorization", "Bearer " + key);
    }
    String what;
    try {
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      what = response.statusCode() + " " + response.body();
      statuses.add(response.statusCode());
      // A longer address than HTTP's own limit lets pass is refused before anything of ours.
      boolean typed =
          response.statusCode() < 400
              || response.statusCode() == 414
              || response.statusCode() == 431
              || response.body().contains("\"error\"");
      if (response.statusCode() < 500 && typed) {
        return;
      }
    } catch (IOException e) {
      what = e.toString();
    }
    failures.add(
        "%s %s with %s: %s"
            .formatted(method, path, clipped(new String(body, UTF_8)), clipped(what)));
  }

  private static String clipped(String text) {
    return text.substring(0, Math.min(text.length(), 600));
  }
}
