package dev.spillway.gateway.http;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/**
 * Reads a request's body up to a limit. A longer one fails as soon as it is known to be longer;
 * what still comes is thrown away, so that the client, which is still sending, can read the error,
 * but not without end: after {@value #PATIENCE} times the limit the connection is closed.
 */
public final class Body {
  private static final int PATIENCE = 16;

  private final HttpServerRequest request;
  private final long limit;
  private final Promise<Buffer> whole = Promise.promise();
  private Buffer read = Buffer.buffer();
  private long length;

  private Body(HttpServerRequest request, long limit) {
    this.request = request;
    this.limit = limit;
  }

  /**
   * The body. Has to be called before the event loop reads on.
   *
   * @param within the client has to have sent it
   * @return fails with a {@link SpillwayException}
   */
  public static Future<Buffer> read(
      io.vertx.core.Vertx vertx, HttpServerRequest request, long limit, Duration within) {
    var body = new Body(request, limit);
    var timer = vertx.setTimer(within.toMillis(), late -> body.late(within));
    request.exceptionHandler(broken -> body.fail(new ErrorKind.InvalidJson("the body broke off")));
    request.handler(body::add);
    request.endHandler(end -> body.whole.tryComplete(body.read));
    return body.whole.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  /** Throws away a body that nobody reads, so that the connection can go on; within bounds. */
  static void discard(HttpServerRequest request, long limit) {
    if (!request.isEnded()) {
      var body = new Body(request, limit);
      body.whole.future().onFailure(expected -> {});
      request.handler(body::add);
      request.resume();
    }
  }

  private void add(Buffer part) {
    length += part.length();
    if (length <= limit) {
      read.appendBuffer(part);
    } else if (length > PATIENCE * limit) {
      request.connection().close();
    } else {
      tooLong();
    }
  }

  private void tooLong() {
    fail(new ErrorKind.BodyTooLarge(limit));
  }

  private void late(Duration within) {
    fail(
        new ErrorKind.DeadlineExceeded(
            "the request body did not arrive within %d s".formatted(within.toSeconds())));
  }

  private void fail(ErrorKind kind) {
    read = Buffer.buffer();
    whole.tryFail(new SpillwayException(kind));
  }
}
