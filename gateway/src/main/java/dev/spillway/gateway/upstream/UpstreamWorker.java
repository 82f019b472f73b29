package dev.spillway.gateway.upstream;

import static java.util.Objects.requireNonNull;

import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.ModelInfo;
import dev.spillway.contracts.worker.Worker;
import dev.spillway.contracts.worker.WorkerInfo;
import dev.spillway.gateway.http.PerEventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * One endpoint of an engine that is not ours, over HTTP. It serves one model.
 *
 * <p>Unlike a worker of ours it cannot go on with an answer that another one began, and it is not
 * asked whether it is there: who counts how its answers end learns that. How long a silent one is
 * waited for is its caller's to decide; here only the connection has a time limit.
 */
final class UpstreamWorker implements Worker {
  private final Vertx vertx;
  private final PerEventLoop<HttpClient> clients;
  private final Wire wire;
  private final Endpoint endpoint;
  private final ModelInfo model;

  /**
   * @param clients shared by endpoints, closed by its owner
   */
  UpstreamWorker(
      Vertx vertx,
      PerEventLoop<HttpClient> clients,
      Wire wire,
      Endpoint endpoint,
      ModelInfo model) {
    this.vertx = vertx;
    this.clients = clients;
    this.wire = wire;
    this.endpoint = endpoint;
    this.model = model;
  }

  @Override
  public Flow.Publisher<GenerateEvent> generate(GenerateRequest request) {
    return subscriber ->
        new UpstreamGeneration(
                vertx.getOrCreateContext(), wire, endpoint, request, requireNonNull(subscriber))
            .start(clients.here());
  }

  /** In OpenAI's format alone; its caller sees to that. */
  @Override
  public CompletionStage<Embeddings> embed(List<String> texts) {
    return new EmbeddingCall(vertx, clients.here(), wire, endpoint, texts)
        .send()
        .toCompletionStage();
  }

  @Override
  public CompletionStage<WorkerInfo> describe() {
    return CompletableFuture.completedFuture(new WorkerInfo(endpoint.authority(), List.of(model)));
  }
}
