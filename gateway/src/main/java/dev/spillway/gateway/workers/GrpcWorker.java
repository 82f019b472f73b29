package dev.spillway.gateway.workers;

import static java.util.Objects.requireNonNull;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.proto.DescribeRequest;
import dev.spillway.contracts.proto.EmbedReply;
import dev.spillway.contracts.proto.EmbedRequest;
import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.Worker;
import dev.spillway.contracts.worker.WorkerCodec;
import dev.spillway.contracts.worker.WorkerInfo;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.GrpcReadStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A worker across the network: {@code worker.proto} over gRPC on HTTP/2.
 *
 * <p>A subscriber's demand becomes the stream's: the client fetches as many messages as were asked
 * for, and HTTP/2 flow control holds the rest back at the worker. Cancelling resets the stream,
 * also while the connection is still being made. How long a silent worker is waited for is its
 * caller's to decide; here only the connection has a time limit.
 */
public final class GrpcWorker implements Worker {
  /** How long a worker is not asked to embed that has too much to do. */
  private static final Duration BACKOFF = Duration.ofMillis(100);

  private final Vertx vertx;
  private final Supplier<GrpcClient> clients;
  private final SocketAddress address;
  private final Optional<String> token;
  private final Runnable doubt;

  /**
   * @param clients of HTTP/2, asked for each call; shared by workers, closed by their owner
   * @param token that the worker wants to be shown
   * @param doubt is run when the worker cannot be reached, breaks a connection or says that it
   *     stops, before the generation fails for it
   */
  public GrpcWorker(
      Vertx vertx,
      Supplier<GrpcClient> clients,
      SocketAddress address,
      Optional<String> token,
      Runnable doubt) {
    this.vertx = vertx;
    this.clients = clients;
    this.address = address;
    this.token = token;
    this.doubt = doubt;
  }

  @Override
  public Flow.Publisher<GenerateEvent> generate(GenerateRequest request) {
    return subscriber ->
        new GrpcGeneration(vertx.getOrCreateContext(), request, requireNonNull(subscriber), doubt)
            .start(() -> call(WorkerProtocol.GENERATE));
  }

  private <Q, R> Future<GrpcClientRequest<Q, R>> call(ServiceMethod<R, Q> method) {
    return clients
        .get()
        .request(address, method)
        .onSuccess(
            opened ->
                token.ifPresent(
                    shown -> opened.headers().set(HttpHeaders.AUTHORIZATION, "Bearer " + shown)));
  }

  @Override
  public CompletionStage<WorkerInfo> describe() {
    return call(WorkerProtocol.DESCRIBE)
        .compose(request -> request.send(DescribeRequest.getDefaultInstance()))
        .compose(
            response ->
                response
                    .last()
                    .recover(
                        broken ->
                            response.status() == GrpcStatus.UNAUTHENTICATED
                                ? Future.failedFuture(
                                    new IOException("it wants a token or a certificate"))
                                : Future.failedFuture(broken)))
        .map(WorkerCodec::read)
        .recover(
            failure ->
                Future.failedFuture(
                    new SpillwayException(
                        new ErrorKind.WorkerFailed("the worker does not describe itself"),
                        failure)))
        .toCompletionStage();
  }

  @Override
  public CompletionStage<Integer> count(GenerateRequest request) {
    return call(WorkerProtocol.COUNT)
        .compose(call -> call.send(WorkerCodec.write(request)))
        .compose(GrpcReadStream::last)
        .map(WorkerCodec::read)
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof SpillwayException
                        ? failure
                        : new SpillwayException(
                            new ErrorKind.WorkerFailed("the worker did not count tokens"),
                            failure)))
        .toCompletionStage();
  }

  @Override
  public CompletionStage<Embeddings> embed(List<String> texts) {
    return call(WorkerProtocol.EMBED)
        .compose(request -> request.send(EmbedRequest.newBuilder().addAllTexts(texts).build()))
        .compose(
            response ->
                response
                    .last()
                    .map(Optional::of)
                    .otherwise(Optional.empty())
                    .map(reply -> embeddings(response.status(), reply)))
        .recover(failure -> Future.failedFuture(typed(failure)))
        .toCompletionStage();
  }

  /**
   * @param status absent where the call broke off
   * @param reply absent unless the status is good
   */
  private static Embeddings embeddings(@Nullable GrpcStatus status, Optional<EmbedReply> reply) {
    if (status == GrpcStatus.INVALID_ARGUMENT) {
      throw new SpillwayException(
          new ErrorKind.InvalidValue("texts", "texts are too many, too long or empty"));
    }
    if (status == GrpcStatus.RESOURCE_EXHAUSTED) {
      throw new SpillwayException(
          new ErrorKind.Overloaded("the worker has as many texts to embed as it takes", BACKOFF));
    }
    if (status != GrpcStatus.OK || reply.isEmpty()) {
      throw new SpillwayException(
          new ErrorKind.WorkerFailed("the worker did not embed: " + status));
    }
    return WorkerCodec.read(reply.get());
  }

  private static Throwable typed(Throwable failure) {
    return failure instanceof SpillwayException
        ? failure
        : new SpillwayException(new ErrorKind.WorkerFailed("the worker did not embed"), failure);
  }
}
