package dev.spillway.gateway.workers;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.CallTimeout;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.WorkerCodec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code Generate}. All its state belongs to one Vert.x context; signals of the
 * subscriber are taken there first.
 *
 * <p>The worker is told how long its answer is waited for ({@link CallTimeout}), less what the
 * connection took, and stops by itself when that is over: also where nobody can tell it any more,
 * as when this gateway is cut off from it.
 */
final class GrpcGeneration implements Flow.Subscription {
  private final Context context;
  private final GenerateRequest request;
  private final Flow.Subscriber<? super GenerateEvent> subscriber;
  private final Runnable doubt;
  private final long begin = System.nanoTime();

  private @Nullable GrpcClientRequest<?, ?> call;
  private @Nullable GrpcClientResponse<?, ?> response;

  /** Asked for while there was no response yet. */
  private long demand;

  private boolean done;

  GrpcGeneration(
      Context context,
      GenerateRequest request,
      Flow.Subscriber<? super GenerateEvent> subscriber,
      Runnable doubt) {
    this.context = context;
    this.request = request;
    this.subscriber = subscriber;
    this.doubt = doubt;
  }

  /**
   * @param opening opens a call
   */
  void start(
      Supplier<
              Future<
                  GrpcClientRequest<
                      dev.spillway.contracts.proto.GenerateRequest,
                      dev.spillway.contracts.proto.GenerateEvent>>>
          opening) {
    subscriber.onSubscribe(this);
    context.runOnContext(
        now -> {
          if (!done) {
            opening.get().onSuccess(this::send).onFailure(this::unreachable);
          }
        });
  }

  @Override
  public void request(long n) {
    context.runOnContext(
        now -> {
          if (n <= 0) {
            cancelNow();
            fail(new ErrorKind.Internal("a subscriber asked for no events"));
          } else if (response != null) {
            response.fetch(n);
          } else {
            demand = Math.max(demand + n, n);
          }
        });
  }

  @Override
  public void cancel() {
    context.runOnContext(now -> cancelNow());
  }

  private void cancelNow() {
    if (!done) {
      done = true;
      reset();
    }
  }

  private void reset() {
    if (call != null) {
      call.cancel();
    }
  }

  private void send(
      GrpcClientRequest<
              dev.spillway.contracts.proto.GenerateRequest,
              dev.spillway.contracts.proto.GenerateEvent>
          opened) {
    call = opened;
    if (done) {
      reset();
      return;
    }
    request.trace().forEach(opened.headers()::set);
    request
        .left()
        .map(left -> left.minusNanos(System.nanoTime() - begin))
        .ifPresent(left -> opened.headers().set(CallTimeout.HEADER, CallTimeout.write(left)));
    opened.exceptionHandler(this::broken);
    opened.response().onSuccess(this::receive).onFailure(this::broken);
    opened.end(WorkerCodec.write(request)).onFailure(this::broken);
  }

  private void receive(
      GrpcClientResponse<
              dev.spillway.contracts.proto.GenerateRequest,
              dev.spillway.contracts.proto.GenerateEvent>
          opened) {
    response = opened;
    opened.pause();
    opened.handler(this::event);
    opened.invalidMessageHandler(
        invalid -> {
          fail(new ErrorKind.WorkerFailed("the worker sent what cannot be read"));
          reset();
        });
    opened.exceptionHandler(this::broken);
    // The worker reset the stream, which is not reported as an exception.
    opened.errorHandler(reset -> fail(new ErrorKind.WorkerFailed("the worker broke off")));
    opened.endHandler(ended -> end(opened.status()));
    if (demand > 0) {
      opened.fetch(demand);
    }
  }

  private void event(dev.spillway.contracts.proto.GenerateEvent wire) {
    if (done) {
      return;
    }
    GenerateEvent event;
    try {
      event = WorkerCodec.read(wire);
    } catch (SpillwayException failed) {
      if (failed.kind() instanceof ErrorKind.WorkerUnavailable stopping) {
        lose(stopping);
      } else {
        fail(failed.kind());
      }
      reset();
      return;
    }
    subscriber.onNext(event);
    if (event instanceof GenerateEvent.Finished && !done) {
      done = true;
      subscriber.onComplete();
    }
  }

  private void end(@Nullable GrpcStatus status) {
    if (status == GrpcStatus.UNAVAILABLE) {
      lose(new ErrorKind.WorkerUnavailable(request.model()));
    } else if (status == GrpcStatus.DEADLINE_EXCEEDED) {
      fail(new ErrorKind.DeadlineExceeded("the time for the answer was over at the worker"));
    } else if (status == GrpcStatus.RESOURCE_EXHAUSTED) {
      fail(new ErrorKind.Overloaded("the worker takes no more", Duration.ofSeconds(1)));
    } else {
      fail(
          new ErrorKind.WorkerFailed(
              "the worker ended the call without an answer, gRPC status " + status));
    }
  }

  private void unreachable(Throwable failure) {
    if (failure instanceof ConnectionPoolTooBusyException) {
      fail(
          new ErrorKind.Overloaded(
              "too many calls wait for a connection to the worker", Duration.ofSeconds(1)));
    } else {
      lose(new ErrorKind.WorkerUnavailable(request.model()));
    }
  }

  private void broken(Throwable failure) {
    lose(new ErrorKind.WorkerFailed("the connection to the worker broke"));
  }

  /** It fails, and so will others there, perhaps. */
  private void lose(ErrorKind kind) {
    if (!done) {
      doubt.run();
      fail(kind);
    }
  }

  private void fail(ErrorKind kind) {
    if (!done) {
      done = true;
      subscriber.onError(new SpillwayException(kind));
    }
  }
}
