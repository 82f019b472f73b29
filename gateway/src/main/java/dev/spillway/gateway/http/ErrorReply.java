package dev.spillway.gateway.http;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.Fault;
import dev.spillway.contracts.error.SpillwayException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Answers a request with an error: the one place that turns an {@link ErrorKind} into HTTP. */
public final class ErrorReply {
  private static final Logger LOG = Logger.getLogger(ErrorReply.class);

  /**
   * Bytes of a body nobody reads, a multiple of which ends the connection. Clients that send as
   * much as they may are to read the error.
   */
  private static final int DISCARDED = 16 << 20;

  private static final String NOTE = ErrorReply.class.getName();

  private ErrorReply() {}

  /** Remembers what went wrong with a request, for those who count and trace; the first counts. */
  public static void note(RoutingContext context, ErrorKind kind) {
    if (noted(context).isEmpty()) {
      context.put(NOTE, kind);
    }
  }

  /** What went wrong with a request, if anything. */
  public static Optional<ErrorKind> noted(RoutingContext context) {
    return Optional.ofNullable(context.<ErrorKind>get(NOTE));
  }

  /** Ends the response, unless the client is gone or has the head of another answer. */
  public static void send(RoutingContext context, ErrorKind kind) {
    note(context, kind);
    var response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      // Half an answer must not look like a whole one.
      context.request().connection().close();
      return;
    }
    send(response, kind, ErrorShape.of(context));
    Bodies.discard(context.request(), DISCARDED);
  }

  private static void send(HttpServerResponse response, ErrorKind kind, ErrorShape shape) {
    response
        .setStatusCode(kind.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    kind.retryAfter()
        .ifPresent(after -> response.putHeader(HttpHeaders.RETRY_AFTER, seconds(after)));
    response.end(Json.write(shape.body(kind)));
  }

  /** Answers with the kind of any failure; a defect of ours is logged with its cause. */
  public static void send(RoutingContext context, Throwable failure) {
    var kind = SpillwayException.kindOf(failure);
    if (kind.fault() == Fault.US) {
      LOG.errorf(failure, "%s %s failed", context.request().method(), context.normalizedPath());
    }
    send(context, kind);
  }

  /** Whole seconds, at least one: the header knows no fractions. */
  static String seconds(Duration after) {
    return Long.toString(Math.max(1, after.plusMillis(999).toSeconds()));
  }
}
