package dev.spillway.worker.server;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.spillway.contracts.proto.DescribeReply;
import dev.spillway.contracts.proto.DescribeRequest;
import dev.spillway.contracts.proto.EmbedReply;
import dev.spillway.contracts.proto.EmbedRequest;
import dev.spillway.contracts.proto.GenerateEvent;
import dev.spillway.contracts.proto.GenerateRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A gRPC client over a real socket, written against the protocol and not against our server. */
final class WireClient implements AutoCloseable {
  private static final ServiceName SERVICE = ServiceName.create("spillway.worker.v1.ModelWorker");

  private final Vertx vertx = Vertx.vertx();
  private final GrpcClient client;
  private final SocketAddress address;

  /** What it shows, as the header has it. */
  private final String authorization;

  WireClient(int port, String authorization) {
    this(port, authorization, new HttpClientOptions().setHttp2ClearTextUpgrade(false));
  }

  /**
   * @param transport such as one with TLS
   */
  WireClient(int port, String authorization, HttpClientOptions transport) {
    client =
        GrpcClient.client(
            vertx, new HttpClientOptions(transport).setProtocolVersion(HttpVersion.HTTP_2));
    this.address = SocketAddress.inetSocketAddress(port, "localhost");
    this.authorization = authorization;
  }

  volatile @Nullable GrpcStatus embedStatus;

  /** A call of Generate and what came of it. */
  static final class Call {
    final BlockingQueue<GenerateEvent> events = new LinkedBlockingQueue<>();
    final CompletableFuture<GrpcStatus> status = new CompletableFuture<>();
    private final CompletableFuture<GrpcClientRequest<GenerateRequest, GenerateEvent>> request =
        new CompletableFuture<>();

    GenerateEvent next() throws InterruptedException {
      var event = events.poll(30, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no event; status " + status);
      }
      return event;
    }

    List<GenerateEvent> all() {
      await(status);
      return List.copyOf(events);
    }

    /** Resets the HTTP/2 stream. */
    void cancel() {
      request.join().cancel();
    }

    /** Breaks the connection under the call. */
    void disconnect() {
      await(request.join().connection().close().toCompletionStage().toCompletableFuture());
    }
  }

  Call generate(GenerateRequest message) {
    return generate(message, Optional.empty());
  }

  /**
   * @param timeout as gRPC's header has it
   */
  Call generate(GenerateRequest message, Optional<String> timeout) {
    var call = new Call();
    client
        .request(
            address,
            WireClient.<GenerateRequest, GenerateEvent>method("Generate", GenerateEvent.parser()))
        .onSuccess(
            (GrpcClientRequest<GenerateRequest, GenerateEvent> request) -> {
              request.headers().set("authorization", authorization);
              timeout.ifPresent(told -> request.headers().set("grpc-timeout", told));
              call.request.complete(request);
              request
                  .response()
                  .onSuccess(
                      response -> {
                        response.handler(call.events::add);
                        response.endHandler(end -> call.status.complete(response.status()));
                        response.exceptionHandler(call.status::completeExceptionally);
                      })
                  .onFailure(call.status::completeExceptionally);
              request.end(message);
            })
        .onFailure(call.status::completeExceptionally);
    return call;
  }

  DescribeReply describe() {
    Future<DescribeReply> reply =
        client
            .request(
                address,
                WireClient.<DescribeRequest, DescribeReply>method(
                    "Describe", DescribeReply.parser()))
            .compose(
                (GrpcClientRequest<DescribeRequest, DescribeReply> request) -> {
                  request.headers().set("authorization", authorization);
                  request.end(DescribeRequest.getDefaultInstance());
                  return request.response().compose(response -> response.last());
                });
    return await(reply.toCompletionStage().toCompletableFuture());
  }

  /** Empty where the call did not end well; then {@link #embedStatus} says how. */
  Optional<EmbedReply> embed(List<String> texts) {
    Future<Optional<EmbedReply>> reply =
        client
            .request(
                address, WireClient.<EmbedRequest, EmbedReply>method("Embed", EmbedReply.parser()))
            .compose(
                (GrpcClientRequest<EmbedRequest, EmbedReply> request) -> {
                  request.headers().set("authorization", authorization);
                  request.end(EmbedRequest.newBuilder().addAllTexts(texts).build());
                  return request
                      .response()
                      .compose(
                          response ->
                              response
                                  .last()
                                  .map(Optional::ofNullable)
                                  .otherwise(Optional.empty())
                                  .onComplete(end -> embedStatus = response.status()));
                });
    return await(reply.toCompletionStage().toCompletableFuture());
  }

  private static <Q extends MessageLite, R> ServiceMethod<R, Q> method(
      String name, Parser<R> parser) {
    return ServiceMethod.client(
        SERVICE, name, GrpcMessageEncoder.<Q>encoder(), GrpcMessageDecoder.decoder(parser));
  }

  private static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    await(vertx.close().toCompletionStage().toCompletableFuture());
  }
}
