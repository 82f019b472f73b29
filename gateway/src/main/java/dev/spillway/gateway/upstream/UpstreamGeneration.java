package dev.spillway.gateway.upstream;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.GenerateRequest;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One answer of an engine. All its state belongs to one Vert.x context; signals of the subscriber
 * are taken there first.
 *
 * <p>The subscriber's demand becomes the connection's: a piece of the stream is taken from it only
 * when all events of the piece before were asked for, and TCP holds the rest back at the engine.
 * What waits here is so bounded by what one read brings. Cancelling closes the connection, or
 * resets the stream on it, by which an engine learns that nobody listens. No engine that is known
 * reads from a request how long its client waits, so none is told.
 */
final class UpstreamGeneration implements Flow.Subscription {
  /** Of an event, and of what is read of a refusal. */
  private static final int LONGEST_EVENT = 1 << 20;

  private static final int OK = 200;
  private static final Duration GRACE = Duration.ofMillis(200);
  private static final String RETRY_AFTER_MILLIS = "retry-after-ms";

  private final Context context;
  private final Wire wire;
  private final Endpoint endpoint;
  private final GenerateRequest request;
  private final Flow.Subscriber<? super GenerateEvent> subscriber;
  private final ServerSentEvents parser = new ServerSentEvents(LONGEST_EVENT);
  private final Deque<GenerateEvent> waiting = new ArrayDeque<>();
  private final Wire.Decoder decoder;

  private Buffer body = Buffer.buffer();
  private @Nullable HttpClientRequest call;
  private @Nullable HttpClientResponse stream;
  private long demand;

  /** Whether a piece of the stream was asked for and has not come. */
  private boolean fetching;

  private boolean draining;

  /** The stream has ended. */
  private boolean over;

  /** Nothing is said to the subscriber any more. */
  private boolean done;

  UpstreamGeneration(
      Context context,
      Wire wire,
      Endpoint endpoint,
      GenerateRequest request,
      Flow.Subscriber<? super GenerateEvent> subscriber) {
    this.context = context;
    this.wire = wire;
    this.endpoint = endpoint;
    this.request = request;
    this.subscriber = subscriber;
    decoder = wire.decoder(request);
  }

  void start(HttpClient client) {
    subscriber.onSubscribe(this);
    context.runOnContext(
        now -> {
          if (!done && written()) {
            client
                .request(endpoint.post(wire.path(request)).setConnectTimeout(longestWait()))
                .onSuccess(this::send)
                .onFailure(this::unreachable);
          }
        });
  }

  /**
   * How long a connection is waited for: whoever asks ends the call itself when its time is over,
   * and does not leave it behind in the line for a connection.
   */
  private long longestWait() {
    return request
        .left()
        .map(left -> left.plus(GRACE).toMillis())
        .orElse(RequestOptions.DEFAULT_CONNECT_TIMEOUT);
  }

  /** Whether the engine can be asked this at all. */
  private boolean written() {
    try {
      body = Buffer.buffer(wire.body(request, endpoint.model()).toString());
      return true;
    } catch (SpillwayException e) {
      fail(e.kind());
      return false;
    }
  }

  @Override
  public void request(long n) {
    context.runOnContext(
        now -> {
          if (n <= 0) {
            abandon(new ErrorKind.Internal("a subscriber asked for no events"));
          } else {
            demand = Math.max(demand + n, n);
            drain();
          }
        });
  }

  @Override
  public void cancel() {
    context.runOnContext(
        now -> {
          if (!done) {
            done = true;
            reset();
          }
        });
  }

  private void send(HttpClientRequest opened) {
    call = opened;
    if (done) {
      reset();
      return;
    }
    opened.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    opened.putHeader(HttpHeaders.ACCEPT, "text/event-stream");
    request.trace().forEach(opened.headers()::set);
    wire.addHeaders(opened.headers(), endpoint.key().get());
    wire.addHeaders(opened.headers(), request);
    endpoint.headers().forEach(opened.headers()::set);
    opened.exceptionHandler(this::broken);
    opened.response().onSuccess(this::receive).onFailure(this::broken);
    opened.send(body).onFailure(this::broken);
  }

  private void receive(HttpClientResponse response) {
    response.exceptionHandler(this::broken);
    if (done) {
      reset();
    } else if (response.statusCode() != OK) {
      refused(response);
    } else if (!isStream(response)) {
      abandon(new ErrorKind.WorkerFailed("the upstream does not stream its answers"));
    } else {
      stream = response;
      response.pause();
      response.handler(this::piece);
      response.endHandler(ended -> end());
      drain();
    }
  }

  private static boolean isStream(HttpClientResponse response) {
    var type = response.getHeader(HttpHeaders.CONTENT_TYPE);
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
  }

  private void refused(HttpClientResponse response) {
    var body = Buffer.buffer();
    response.handler(
        piece -> {
          if (body.length() + piece.length() > LONGEST_EVENT) {
            abandon(refusal(response, Buffer.buffer()));
          } else {
            body.appendBuffer(piece);
          }
        });
    response.endHandler(ended -> fail(refusal(response, body)));
  }

  static ErrorKind refusal(HttpClientResponse response, Buffer body) {
    return new Refusal(
            response.statusCode(),
            retryAfter(response.headers()),
            Wires.lenient(body.getBytes()).path("error"))
        .kind();
  }

  /** A date is passed over: it would have to be compared with a clock that may differ. */
  private static Duration retryAfter(MultiMap headers) {
    var millis = whole(headers.get(RETRY_AFTER_MILLIS));
    return millis > 0
        ? Duration.ofMillis(millis)
        : Duration.ofSeconds(whole(headers.get(HttpHeaders.RETRY_AFTER)));
  }

  /** A number of not too many digits; zero for all else. */
  private static long whole(@Nullable String header) {
    return header != null && header.matches("\\d{1,9}") ? Long.parseLong(header) : 0;
  }

  private void piece(Buffer bytes) {
    fetching = false;
    if (done) {
      return;
    }
    try {
      for (var event : parser.read(bytes)) {
        waiting.addAll(decoder.read(event));
      }
    } catch (SpillwayException e) {
      abandon(e.kind());
      return;
    } catch (IllegalArgumentException e) {
      abandon(new ErrorKind.WorkerFailed("the upstream sent an event that is too long"));
      return;
    }
    drain();
  }

  private void end() {
    stream = null;
    if (!done) {
      waiting.addAll(decoder.end());
      over = true;
      drain();
    }
  }

  /** Tells what was asked for, and asks for more when there is no more to tell. */
  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    while (!done && demand > 0 && !waiting.isEmpty()) {
      var event = waiting.remove();
      demand--;
      subscriber.onNext(event);
      if (event instanceof GenerateEvent.Finished && !done) {
        done = true;
        subscriber.onComplete();
        release();
      }
    }
    draining = false;
    if (done || !waiting.isEmpty()) {
      return;
    }
    if (over) {
      fail(new ErrorKind.WorkerFailed("the upstream's answer broke off"));
    } else if (demand > 0 && stream != null && !fetching) {
      fetching = true;
      stream.fetch(1);
    }
  }

  /** Reads what may follow the end, so that the connection can be used again. */
  private void release() {
    if (stream != null) {
      stream.handler(ignored -> {});
      stream.resume();
    }
  }

  private void unreachable(Throwable failure) {
    if (failure instanceof ConnectionPoolTooBusyException) {
      fail(
          new ErrorKind.Overloaded(
              "too many calls wait for a connection to the upstream", Duration.ofSeconds(1)));
    } else if (failure instanceof TimeoutException) {
      fail(new ErrorKind.DeadlineExceeded("no connection to the upstream was free in time"));
    } else {
      fail(new ErrorKind.WorkerUnavailable(request.model()));
    }
  }

  private void broken(Throwable failure) {
    fail(new ErrorKind.WorkerFailed("the connection to the upstream broke"));
  }

  private void abandon(ErrorKind kind) {
    fail(kind);
    reset();
  }

  private void fail(ErrorKind kind) {
    if (!done) {
      done = true;
      waiting.clear();
      subscriber.onError(new SpillwayException(kind));
    }
  }

  private void reset() {
    if (call != null) {
      call.reset();
    }
  }
}
