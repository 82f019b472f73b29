package dev.spillway.gateway.http;

import dev.spillway.gateway.config.GatewayConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Reads bodies of clients: each within a limit and within a time, and all that are read or answered
 * at once within the {@link BodyMemory}.
 */
@Singleton
public final class Bodies {
  /** Of the heap: a body is there several times while it is read, understood and passed on. */
  private static final int SHARE = 8;

  private static final String CONTINUE = "100-continue";

  private final Vertx vertx;
  private final long limit;
  private final Duration within;
  private final BodyMemory memory;

  @Inject
  Bodies(Vertx vertx, GatewayConfig config, MeterRegistry meters) {
    this.vertx = vertx;
    within = config.deadline();
    memory =
        new BodyMemory(
            config
                .limits()
                .bodiesSize()
                .map(MemorySize::asLongValue)
                .orElse(Runtime.getRuntime().maxMemory() / SHARE));
    limit = Math.min(config.limits().bodySize().asLongValue(), memory.longest());
    Gauge.builder("spillway.bodies", memory, BodyMemory::taken)
        .description("Bodies of requests that are read or answered")
        .baseUnit("bytes")
        .register(meters);
  }

  /** Bytes of the longest body that is read. */
  long limit() {
    return limit;
  }

  /**
   * The body. Has to be called before the event loop reads on. It counts until the response ends.
   *
   * @return fails with a {@link dev.spillway.contracts.error.SpillwayException}
   */
  public Future<Buffer> read(RoutingContext context) {
    var whole = Promise.<Buffer>promise();
    var body = new Body(context.request(), limit, memory, whole);
    var timer = vertx.setTimer(within.toMillis(), late -> body.late(within));
    context.addEndHandler(ended -> body.forget());
    if (CONTINUE.equalsIgnoreCase(context.request().getHeader(HttpHeaders.EXPECT))) {
      // curl waits a second for this where a body is long.
      var _ = context.response().writeContinue();
    }
    return whole.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  /** Throws away a body that nobody reads, so that the connection can go on; within bounds. */
  static void discard(HttpServerRequest request, long limit) {
    if (!request.isEnded()) {
      new Body(request, limit, new BodyMemory(0), Promise.promise()).forget();
      request.resume();
    }
  }
}
