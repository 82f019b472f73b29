package dev.spillway.gateway.workers;

import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.proto.CountReply;
import dev.spillway.contracts.proto.DescribeReply;
import dev.spillway.contracts.proto.DescribeRequest;
import dev.spillway.contracts.proto.EmbedReply;
import dev.spillway.contracts.proto.EmbedRequest;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.Worker;
import dev.spillway.contracts.worker.WorkerCodec;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;

/** Any worker as a real gRPC server on a free port. */
final class StubServer {
  private static final ServiceName SERVICE = ServiceName.create("spillway.worker.v1.ModelWorker");
  private static final ServiceMethod<DescribeRequest, DescribeReply> DESCRIBE =
      ServiceMethod.server(
          SERVICE,
          "Describe",
          GrpcMessageEncoder.encoder(),
          GrpcMessageDecoder.decoder(DescribeRequest.parser()));
  private static final ServiceMethod<
          dev.spillway.contracts.proto.GenerateRequest, dev.spillway.contracts.proto.GenerateEvent>
      GENERATE =
          ServiceMethod.server(
              SERVICE,
              "Generate",
              GrpcMessageEncoder.encoder(),
              GrpcMessageDecoder.decoder(dev.spillway.contracts.proto.GenerateRequest.parser()));

  private static final ServiceMethod<EmbedRequest, EmbedReply> EMBED =
      ServiceMethod.server(
          SERVICE,
          "Embed",
          GrpcMessageEncoder.encoder(),
          GrpcMessageDecoder.decoder(EmbedRequest.parser()));

  private static final ServiceMethod<dev.spillway.contracts.proto.GenerateRequest, CountReply>
      COUNT =
          ServiceMethod.server(
              SERVICE,
              "Count",
              GrpcMessageEncoder.encoder(),
              GrpcMessageDecoder.decoder(dev.spillway.contracts.proto.GenerateRequest.parser()));

  private final HttpServer http;

  /** Of the last call of {@code Generate}. */
  volatile MultiMap headers = MultiMap.caseInsensitiveMultiMap();

  /** What was shown to it. */
  final Queue<String> shown = new ConcurrentLinkedQueue<>();

  StubServer(Vertx vertx, Worker worker) {
    this(vertx, worker, new HttpServerOptions());
  }

  StubServer(Vertx vertx, Worker worker, HttpServerOptions options) {
    var grpc = GrpcServer.server(vertx);
    grpc.callHandler(
        DESCRIBE,
        call -> worker.describe().thenAccept(info -> call.response().end(WorkerCodec.write(info))));
    grpc.callHandler(EMBED, call -> call.handler(request -> embed(worker, call, request)));
    grpc.callHandler(COUNT, call -> call.handler(request -> count(worker, call, request)));
    grpc.callHandler(
        GENERATE,
        call -> {
          headers = call.headers();
          call.handler(request -> generate(worker, call, request));
        });
    http =
        vertx
            .createHttpServer(options)
            .requestHandler(
                request -> {
                  shown.add(String.valueOf(request.getHeader("authorization")));
                  grpc.handle(request);
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  int port() {
    return http.actualPort();
  }

  void close() {
    http.close().toCompletionStage().toCompletableFuture().join();
  }

  /** A failure is the status that its message names. */
  private static void embed(
      Worker worker, GrpcServerRequest<EmbedRequest, EmbedReply> call, EmbedRequest request) {
    worker
        .embed(request.getTextsList())
        .whenComplete(
            (embeddings, failure) -> {
              if (failure == null) {
                call.response().end(WorkerCodec.write(embeddings));
              } else {
                call.response().status(GrpcStatus.valueOf(failure.getMessage())).end();
              }
            });
  }

  /** What is not typed is a worker that is too old to count. */
  private static void count(
      Worker worker,
      GrpcServerRequest<dev.spillway.contracts.proto.GenerateRequest, CountReply> call,
      dev.spillway.contracts.proto.GenerateRequest request) {
    worker
        .count(WorkerCodec.read(request))
        .whenComplete(
            (tokens, failure) -> {
              if (failure == null) {
                call.response().end(WorkerCodec.writeCount(tokens));
              } else if (failure instanceof SpillwayException typed) {
                call.response().end(WorkerCodec.writeUncounted(typed.kind()));
              } else {
                call.response().status(GrpcStatus.UNIMPLEMENTED).end();
              }
            });
  }

  /** A failure that is not typed is the status that its message names. */
  private static void generate(
      Worker worker,
      GrpcServerRequest<
              dev.spillway.contracts.proto.GenerateRequest,
              dev.spillway.contracts.proto.GenerateEvent>
          call,
      dev.spillway.contracts.proto.GenerateRequest request) {
    var response = call.response();
    worker
        .generate(WorkerCodec.read(request))
        .subscribe(
            new Flow.Subscriber<>() {
              @Override
              public void onSubscribe(Flow.Subscription subscription) {
                call.errorHandler(error -> subscription.cancel());
                response.exceptionHandler(error -> subscription.cancel());
                subscription.request(Long.MAX_VALUE);
              }

              @Override
              public void onNext(GenerateEvent event) {
                response.write(WorkerCodec.write(event));
              }

              @Override
              public void onError(Throwable failure) {
                if (failure instanceof SpillwayException typed) {
                  response.end(WorkerCodec.write(typed.kind()));
                } else {
                  response.status(GrpcStatus.valueOf(failure.getMessage())).end();
                }
              }

              @Override
              public void onComplete() {
                response.end();
              }
            });
  }
}
