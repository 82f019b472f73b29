package dev.spillway.worker.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.proto.CountReply;
import dev.spillway.contracts.proto.DescribeReply;
import dev.spillway.contracts.proto.DescribeRequest;
import dev.spillway.contracts.proto.EmbedReply;
import dev.spillway.contracts.proto.EmbedRequest;
import dev.spillway.contracts.proto.GenerateEvent;
import dev.spillway.contracts.proto.GenerateRequest;
import dev.spillway.contracts.proto.Worker;
import dev.spillway.contracts.worker.CallTimeout;
import dev.spillway.contracts.worker.WorkerCodec;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * {@code spillway.worker.v1.ModelWorker} at Quarkus' own port, beside health and metrics. Names of
 * service and methods come from the descriptors that protobuf generated.
 *
 * <p>A failure of a generation is its last event; the call itself then ends with status OK. Status
 * {@code UNAVAILABLE} says that this worker takes no calls because it stops: another one may.
 * {@code DEADLINE_EXCEEDED} ends a generation whose caller said with gRPC's own header how long it
 * waits, when that is over; {@code INVALID_ARGUMENT} is for a header that cannot be read. Who does
 * not show the token or a certificate, where one is configured, gets {@code UNAUTHENTICATED} and
 * nothing else.
 */
@Singleton
final class WorkerGrpcServer {
  private static final ServiceDescriptor SERVICE =
      Worker.getDescriptor().findServiceByName("ModelWorker");
  private static final ServiceName NAME = ServiceName.create(SERVICE.getFullName());

  private final EngineWorker worker;
  private final WorkerConfig config;
  private final Admission calls = new Admission(Integer.MAX_VALUE);

  /** Of the calls inside. */
  private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();

  WorkerGrpcServer(EngineWorker worker, WorkerConfig config) {
    this.worker = worker;
    this.config = config;
  }

  void mount(@Observes Router router, Vertx vertx) {
    if (!config.enabled() || !config.grpc()) {
      return;
    }
    var limit = config.maxMessageSize().asLongValue();
    var server = GrpcServer.server(vertx, new GrpcServerOptions().setMaxMessageSize(limit));
    server.callHandler(
        method("Describe", DescribeRequest.parser()),
        (GrpcServerRequest<DescribeRequest, DescribeReply> call) ->
            open(call, _ -> describe(call)));
    server.callHandler(
        method("Generate", GenerateRequest.parser()),
        (GrpcServerRequest<GenerateRequest, GenerateEvent> call) ->
            open(call, request -> generate(call, request)));
    server.callHandler(
        method("Embed", EmbedRequest.parser()),
        (GrpcServerRequest<EmbedRequest, EmbedReply> call) ->
            open(call, request -> embed(call, request)));
    server.callHandler(
        method("Count", GenerateRequest.parser()),
        (GrpcServerRequest<GenerateRequest, CountReply> call) ->
            open(call, request -> count(call, request)));
    router
        .route(HttpMethod.POST, NAME.pathOf("*"))
        .consumes("application/grpc")
        .consumes("application/grpc+proto")
        .handler(context -> server.handle(context.request()));
  }

  private static <Q extends MessageLite, R extends MessageLite> ServiceMethod<Q, R> method(
      String name, Parser<Q> parser) {
    return ServiceMethod.server(
        NAME,
        SERVICE.findMethodByName(name).getName(),
        GrpcMessageEncoder.<R>encoder(),
        GrpcMessageDecoder.decoder(parser));
  }

  boolean draining() {
    return calls.closed();
  }

  /**
   * Takes no more calls and lets those that are open end: an answer that is computed is not yet
   * with its reader. Returns how many did not.
   */
  int drain(Duration patience) {
    return calls.drain(patience);
  }

  /** Ends the answers that are under way, after {@link #drain} closed the door. */
  void handOver() {
    streams.forEach(EventStream::handOver);
  }

  private <Q, R> void open(GrpcServerRequest<Q, R> call, Handler<Q> handler) {
    if (!isAllowed(call.headers().get(HttpHeaders.AUTHORIZATION)) || !isVouchedFor(call)) {
      call.response().status(GrpcStatus.UNAUTHENTICATED).end();
    } else if (draining()) {
      call.response().status(GrpcStatus.UNAVAILABLE).end();
    } else {
      call.handler(handler);
    }
  }

  /** A certificate that was shown and is not good ended the connection before this. */
  private boolean isVouchedFor(GrpcServerRequest<?, ?> call) {
    if (config.tls().clientCa().isEmpty()) {
      return true;
    }
    try {
      return !call.connection().peerCertificates().isEmpty();
    } catch (SSLPeerUnverifiedException e) {
      return false;
    }
  }

  /** In constant time, whatever is wrong with what was shown. */
  private boolean isAllowed(@Nullable String shown) {
    return config.token().isEmpty()
        || (shown != null
            && MessageDigest.isEqual(
                ("Bearer " + config.token().get()).getBytes(UTF_8), shown.getBytes(UTF_8)));
  }

  private void describe(GrpcServerRequest<DescribeRequest, DescribeReply> call) {
    worker
        .describe()
        .whenComplete(
            (info, failure) -> {
              if (failure == null) {
                call.response().end(WorkerCodec.write(info));
              } else {
                call.response().status(GrpcStatus.INTERNAL).end();
              }
            });
  }

  private void embed(GrpcServerRequest<EmbedRequest, EmbedReply> call, EmbedRequest request) {
    var here = Vertx.currentContext();
    worker
        .embed(request.getTextsList())
        .whenComplete(
            (embeddings, failure) ->
                here.runOnContext(
                    _ -> {
                      if (failure == null) {
                        call.response().end(WorkerCodec.write(embeddings));
                      } else {
                        call.response().status(status(failure)).end();
                      }
                    }));
  }

  private void count(GrpcServerRequest<GenerateRequest, CountReply> call, GenerateRequest request) {
    var here = Vertx.currentContext();
    counted(request)
        .whenComplete(
            (tokens, failure) ->
                here.runOnContext(
                    _ ->
                        call.response()
                            .end(
                                failure == null
                                    ? WorkerCodec.writeCount(tokens)
                                    : WorkerCodec.writeUncounted(
                                        SpillwayException.kindOf(failure)))));
  }

  private CompletionStage<Integer> counted(GenerateRequest request) {
    try {
      return worker.count(WorkerCodec.read(request));
    } catch (SpillwayException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static GrpcStatus status(Throwable failure) {
    return switch (SpillwayException.kindOf(failure)) {
      case ErrorKind.InvalidValue wrong -> GrpcStatus.INVALID_ARGUMENT;
      case ErrorKind.Overloaded busy -> GrpcStatus.RESOURCE_EXHAUSTED;
      default -> GrpcStatus.UNIMPLEMENTED;
    };
  }

  private void generate(
      GrpcServerRequest<GenerateRequest, GenerateEvent> call, GenerateRequest request) {
    Runnable leave;
    Optional<Duration> left;
    try {
      left = Optional.ofNullable(call.headers().get(CallTimeout.HEADER)).map(CallTimeout::read);
      leave = calls.enter(request.getModel());
    } catch (IllegalArgumentException _) {
      call.response().status(GrpcStatus.INVALID_ARGUMENT).end();
      return;
    } catch (SpillwayException _) {
      call.response().status(GrpcStatus.UNAVAILABLE).end();
      return;
    }
    var stream =
        new EventStream(
            Vertx.currentContext(),
            call,
            request.getModel(),
            over -> {
              streams.remove(over);
              leave.run();
            });
    streams.add(stream);
    left.ifPresent(stream::endAfter);
    try {
      worker.generate(WorkerCodec.read(request)).subscribe(stream);
    } catch (SpillwayException e) {
      stream.refuse(e);
    }
  }
}
