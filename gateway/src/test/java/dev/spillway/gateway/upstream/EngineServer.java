package dev.spillway.gateway.upstream;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine on a real port that answers each request with the next of what it was told to do. */
public final class EngineServer implements AutoCloseable {

  /** What one request gets, step by step. */
  public static final class Reply {
    private final int status;
    private final Map<String, String> headers;
    private final List<Step> steps = new ArrayList<>();

    private interface Step {
      CompletableFuture<Void> run(HttpServerResponse response);
    }

    private Reply(int status, Map<String, String> headers) {
      this.status = status;
      this.headers = headers;
    }

    public static Reply stream() {
      return new Reply(200, Map.of("content-type", "text/event-stream"));
    }

    /** A short answer in OpenAI's format. */
    public static Reply chat() {
      return stream().says("x").ends("stop", 1, 1);
    }

    /** A short answer in Anthropic's format. */
    public static Reply message() {
      return stream()
          .data("{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":1}}}")
          .data("{\"type\":\"content_block_delta\",\"delta\":{\"text\":\"x\"}}")
          .data(
              "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
                  + "\"usage\":{\"output_tokens\":1}}")
          .data("{\"type\":\"message_stop\"}");
    }

    public static Reply status(int status, Map<String, String> headers, String body) {
      return new Reply(status, headers).write(body);
    }

    /** Bytes as they are. */
    public Reply write(String text) {
      steps.add(
          response ->
              response.write(Buffer.buffer(text)).toCompletionStage().toCompletableFuture());
      return this;
    }

    public Reply data(String json) {
      return write("data: " + json + "\n\n");
    }

    public Reply event(String name, String json) {
      return write("event: " + name + "\ndata: " + json + "\n\n");
    }

    /** A piece of text in OpenAI's format. */
    public Reply says(String text) {
      return data("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}]}".formatted(text));
    }

    /** The same with what the engine thought of it. */
    public Reply says(String text, double logprob) {
      return data(
          ("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"logprobs\":{\"content\":"
                  + "[{\"token\":\"%s\",\"logprob\":%s}]}}]}")
              .formatted(text, text, logprob));
    }

    /** The end in OpenAI's format. */
    public Reply ends(String reason, int prompt, int answer) {
      return data("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"%s\"}]}"
              .formatted(reason))
          .data(
              "{\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d}}"
                  .formatted(prompt, answer))
          .data("[DONE]");
    }

    /** What follows waits for it. */
    public Reply await(CompletableFuture<Void> sign) {
      steps.add(response -> sign);
      return this;
    }

    /** Tells that all before it was handed to the network. */
    public Reply then(Runnable told) {
      steps.add(
          response -> {
            told.run();
            return CompletableFuture.completedFuture(null);
          });
      return this;
    }

    /** The connection breaks. */
    public Reply breaks() {
      steps.add(
          response -> {
            response.reset();
            return new CompletableFuture<>();
          });
      return this;
    }

    private void play(HttpServerResponse response, int step) {
      if (step == steps.size()) {
        var _ = response.end();
        return;
      }
      var _ = steps.get(step).run(response).thenRun(() -> play(response, step + 1));
    }
  }

  /**
   * A request that came.
   *
   * @param path as it was sent, with the query
   */
  public record Asked(
      String path, Map<String, String> headers, JsonObject body, CompletableFuture<Void> gone) {}

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Reply otherwise =
      Reply.status(500, Map.of(), "{\"error\":{\"message\":\"nothing was told\"}}");

  public EngineServer() {
    this(new HttpServerOptions());
  }

  public EngineServer(HttpServerOptions options) {
    server =
        vertx
            .createHttpServer(options)
            .requestHandler(this::answer)
            .connectionHandler(opened -> connections.incrementAndGet())
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  public URI base() {
    return URI.create("http://127.0.0.1:%d/v1".formatted(server.actualPort()));
  }

  /** What the next requests get, one each. */
  public EngineServer next(Reply... each) {
    replies.addAll(List.of(each));
    return this;
  }

  /** What every request gets for which there is nothing else. */
  public void otherwise(Reply reply) {
    otherwise = reply;
  }

  /** The next request that came; waits for it. */
  public Asked asked() throws InterruptedException {
    var next = asked.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("the engine was not asked");
    }
    return next;
  }

  /** Requests that came and that {@link #asked} has not returned. */
  public int waiting() {
    return asked.size();
  }

  /** Connections that were ever opened. */
  public int connections() {
    return connections.get();
  }

  /** As if nothing had been asked or told. */
  public void reset() {
    replies.clear();
    asked.clear();
  }

  private void answer(HttpServerRequest request) {
    var gone = new CompletableFuture<Void>();
    request.connection().closeHandler(closed -> gone.complete(null));
    request
        .body()
        .onSuccess(
            body -> {
              var headers = new HashMap<String, String>();
              request
                  .headers()
                  .forEach(
                      each -> headers.put(each.getKey().toLowerCase(Locale.ROOT), each.getValue()));
              asked.add(new Asked(request.uri(), headers, body.toJsonObject(), gone));
              var reply = replies.poll();
              var chosen = reply == null ? otherwise : reply;
              var response = request.response().setStatusCode(chosen.status).setChunked(true);
              chosen.headers.forEach(response::putHeader);
              chosen.play(response, 0);
            });
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
