package dev.spillway.benchmarks.streams;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * An engine in OpenAI's format whose answers are frames at a steady pace, each with the time at
 * which it was written as its text. Whoever reads them in this process knows how long each was
 * under way.
 */
final class PacedEngine {
  private final Vertx vertx;
  private final int frames;
  private final int gapMillis;

  PacedEngine(Vertx vertx, int frames, int gapMillis) {
    this.vertx = vertx;
    this.frames = frames;
    this.gapMillis = gapMillis;
  }

  HttpServer listen(int port) {
    return vertx
        .createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
        .requestHandler(this::answer)
        .listen(port, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private void answer(HttpServerRequest request) {
    request.endHandler(
        read -> {
          var response = request.response().setChunked(true);
          response.putHeader("content-type", "text/event-stream");
          write(response, 0);
        });
  }

  private void write(HttpServerResponse response, int written) {
    if (response.closed()) {
      return;
    }
    if (written == frames) {
      response.end(
          """
          data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

          data: {"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":%d}}

          data: [DONE]

          """
              .formatted(frames));
      return;
    }
    response.write(
        Buffer.buffer(
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%d \"}}]}\n\n"
                .formatted(System.nanoTime())));
    vertx.setTimer(gapMillis, now -> write(response, written + 1));
  }
}
