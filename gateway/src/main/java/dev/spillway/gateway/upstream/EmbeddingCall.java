package dev.spillway.gateway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.Embedding;
import dev.spillway.contracts.worker.Embeddings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One call of {@code /embeddings} in OpenAI's format. The reply is bounded, and read off the event
 * loop: it may have a million numbers.
 */
final class EmbeddingCall {
  private static final int LONGEST_REPLY = 32 << 20;
  private static final int OK = 200;

  /** Who waits may have given up before; then the connection must come back all the same. */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

  /** Of a token, about, where an engine does not tell how many it read. */
  private static final int CHARACTERS = 4;

  private final Vertx vertx;
  private final HttpClient client;
  private final Wire wire;
  private final Endpoint endpoint;
  private final List<String> texts;

  EmbeddingCall(Vertx vertx, HttpClient client, Wire wire, Endpoint endpoint, List<String> texts) {
    this.vertx = vertx;
    this.client = client;
    this.wire = wire;
    this.endpoint = endpoint;
    this.texts = List.copyOf(texts);
  }

  Future<Embeddings> send() {
    return client
        .request(endpoint.post("/embeddings").setIdleTimeout(LONGEST_SILENCE.toMillis()))
        .compose(this::ask)
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof SpillwayException
                        ? failure
                        : new SpillwayException(
                            new ErrorKind.WorkerFailed("the connection to the upstream broke"),
                            failure)));
  }

  private Future<Embeddings> ask(HttpClientRequest request) {
    request.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    wire.addHeaders(request.headers(), endpoint.key().get());
    endpoint.headers().forEach(request.headers()::set);
    var body = Wires.JSON.createObjectNode().put("model", endpoint.model());
    texts.forEach(body.putArray("input")::add);
    body.put("encoding_format", "float");
    return request
        .send(Buffer.buffer(body.toString()))
        .compose(
            response ->
                read(request, response)
                    .compose(
                        whole ->
                            response.statusCode() == OK
                                ? vertx.executeBlocking(() -> embeddings(whole), false)
                                : Future.failedFuture(
                                    new SpillwayException(
                                        UpstreamGeneration.refusal(response, whole)))));
  }

  private static Future<Buffer> read(HttpClientRequest request, HttpClientResponse response) {
    Promise<Buffer> whole = Promise.promise();
    var body = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    response.handler(
        piece -> {
          if (body.length() + piece.length() > LONGEST_REPLY) {
            whole.tryFail(Wires.failed("the upstream's reply is too long"));
            var _ = request.reset();
          } else {
            body.appendBuffer(piece);
          }
        });
    response.endHandler(ended -> whole.tryComplete(body));
    return whole.future();
  }

  private Embeddings embeddings(Buffer body) {
    var reply = Wires.lenient(body.getBytes());
    var vectors = new JsonNode[texts.size()];
    for (var each : reply.path("data")) {
      int index = each.path("index").asInt(-1);
      if (index >= 0 && index < vectors.length) {
        vectors[index] = each.path("embedding");
      }
    }
    var embedded = new ArrayList<Embedding>();
    long left = reply.path("usage").path("prompt_tokens").asLong(-1);
    for (int i = 0; i < vectors.length; i++) {
      // An engine tells only the sum; each text has its part of it.
      int tokens =
          left < 0 ? 1 + texts.get(i).length() / CHARACTERS : (int) (left / (vectors.length - i));
      left = left < 0 ? left : left - tokens;
      embedded.add(embedding(vectors[i], tokens));
    }
    return new Embeddings(endpoint.model(), embedded);
  }

  private static Embedding embedding(JsonNode numbers, int tokens) {
    if (numbers == null || !numbers.isArray()) {
      throw Wires.failed("the upstream did not embed every text");
    }
    var vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = numbers.path(i).isNumber() ? numbers.path(i).floatValue() : Float.NaN;
    }
    try {
      return new Embedding(vector, tokens);
    } catch (IllegalArgumentException e) {
      throw Wires.failed("the upstream sent a vector that is none");
    }
  }
}
