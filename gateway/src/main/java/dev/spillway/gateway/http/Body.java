package dev.spillway.gateway.http;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request's body as it comes, up to a limit. A longer one fails as soon as it is known to be
 * longer, and one that there is no memory for where there is none; what still comes is thrown away,
 * so that the client, which is still sending, can read the error, but not without end: after
 * {@value #PATIENCE} times the limit the connection is closed.
 */
final class Body {
  private static final int PATIENCE = 4;
  private static final Duration BACKOFF = Duration.ofSeconds(1);

  private final HttpServerRequest request;
  private final long limit;
  private final BodyMemory memory;

  /** Gone as soon as it was told: a request lives much longer than its body is of use. */
  private @Nullable Promise<Buffer> reader;

  private Buffer read = Buffer.buffer();
  private long length;
  private long taken;

  /**
   * @param reader is told the body, or with a {@link SpillwayException} why there is none
   */
  Body(HttpServerRequest request, long limit, BodyMemory memory, Promise<Buffer> reader) {
    this.request = request;
    this.limit = limit;
    this.memory = memory;
    this.reader = reader;
    request.exceptionHandler(broken -> fail(new ErrorKind.InvalidJson("the body broke off")));
    request.handler(this::add);
    request.endHandler(end -> tell(promise -> promise.complete(read)));
  }

  private void add(Buffer part) {
    length += part.length();
    if (length > PATIENCE * limit) {
      request.connection().close();
    } else if (length > limit) {
      fail(new ErrorKind.BodyTooLarge(limit));
    } else if (reader != null) {
      keep(part);
    }
  }

  private void keep(Buffer part) {
    if (memory.take(taken, part.length())) {
      taken += part.length();
      read.appendBuffer(part);
    } else {
      fail(
          new ErrorKind.Overloaded(
              "this gateway has as much of requests in memory as it may", BACKOFF));
    }
  }

  void late(Duration within) {
    fail(
        new ErrorKind.DeadlineExceeded(
            "the request body did not arrive within %d s".formatted(within.toSeconds())));
  }

  /** Nothing is done with it any more. */
  void forget() {
    fail(new ErrorKind.InvalidJson("nobody reads the body"));
    memory.giveBack(taken);
    taken = 0;
  }

  private void fail(ErrorKind kind) {
    tell(promise -> promise.fail(new SpillwayException(kind)));
  }

  private void tell(Consumer<Promise<Buffer>> what) {
    var told = reader;
    if (told != null) {
      reader = null;
      what.accept(told);
      read = Buffer.buffer();
    }
  }
}
