package dev.spillway.worker.server;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.proto.GenerateRequest;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.WorkerCodec;
import io.vertx.core.Context;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the events of one generation to its gRPC call, at the speed of the reader: at most {@link
 * #WINDOW} events are on their way, and none is asked for while the connection is full.
 *
 * <p>All state belongs to the call's event loop; what the subscription says is handed over to it. A
 * call that its caller resets, or whose connection breaks, cancels the generation.
 *
 * <p>An answer that is handed over ends with a typed event: its caller knows its tokens and has
 * another worker go on.
 *
 * <p>A call whose time is over ends as gRPC has it, with a status. The generation is cancelled
 * then, whatever its caller does.
 *
 * <p>The call is over, and says so to {@code leave}, when its last byte was handed to the network,
 * or when there is nobody left to send it to.
 */
final class EventStream implements Flow.Subscriber<GenerateEvent> {
  private static final int WINDOW = 32;

  private final Context loop;
  private final GrpcServerResponse<GenerateRequest, dev.spillway.contracts.proto.GenerateEvent>
      response;
  private final String model;
  private final Consumer<EventStream> leave;
  private Flow.@Nullable Subscription subscription;
  private boolean over;
  private Runnable stopTimer = () -> {};

  /** Events that were written but not asked for again, because the connection was full. */
  private int owed;

  EventStream(
      Context loop,
      GrpcServerRequest<GenerateRequest, dev.spillway.contracts.proto.GenerateEvent> call,
      String model,
      Consumer<EventStream> leave) {
    this.loop = loop;
    this.model = model;
    this.leave = leave;
    this.response = call.response();
    call.exceptionHandler(_ -> cancel());
    call.errorHandler(_ -> cancel());
    response.exceptionHandler(_ -> cancel());
    response.drainHandler(_ -> ask());
  }

  /** Ends the call after so long, if it is not over. On the event loop. */
  void endAfter(Duration left) {
    var vertx = loop.owner();
    long timer = vertx.setTimer(Math.max(1, left.toMillis()), _ -> late());
    stopTimer = () -> vertx.cancelTimer(timer);
  }

  private void late() {
    if (!over) {
      close();
      response.status(GrpcStatus.DEADLINE_EXCEEDED).end().onComplete(_ -> leave.accept(this));
      if (subscription != null) {
        subscription.cancel();
      }
    }
  }

  private void close() {
    over = true;
    stopTimer.run();
  }

  /** Ends the call before there was a generation. On the event loop. */
  void refuse(SpillwayException failure) {
    end(failure.kind());
  }

  /** Ends the call where it is, if it is not over. Any thread. */
  void handOver() {
    loop.runOnContext(
        _ -> {
          if (!over) {
            end(new ErrorKind.WorkerUnavailable(model));
            if (subscription != null) {
              subscription.cancel();
            }
          }
        });
  }

  private void end(ErrorKind kind) {
    close();
    response.end(WorkerCodec.write(kind)).onComplete(_ -> leave.accept(this));
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    loop.runOnContext(
        _ -> {
          subscription = given;
          owed = WINDOW;
          if (over) {
            given.cancel();
          } else {
            ask();
          }
        });
  }

  @Override
  public void onNext(GenerateEvent event) {
    loop.runOnContext(
        _ -> {
          if (!over) {
            response.write(WorkerCodec.write(event));
            owed++;
            ask();
          }
        });
  }

  @Override
  public void onError(Throwable failure) {
    loop.runOnContext(
        _ -> {
          if (!over) {
            end(SpillwayException.kindOf(failure));
          }
        });
  }

  @Override
  public void onComplete() {
    loop.runOnContext(
        _ -> {
          if (!over) {
            close();
            response.end().onComplete(_ -> leave.accept(this));
          }
        });
  }

  private void ask() {
    if (!over && subscription != null && owed > 0 && !response.writeQueueFull()) {
      int more = owed;
      owed = 0;
      subscription.request(more);
    }
  }

  private void cancel() {
    loop.runOnContext(
        _ -> {
          close();
          leave.accept(this);
          if (subscription != null) {
            subscription.cancel();
          }
        });
  }
}
