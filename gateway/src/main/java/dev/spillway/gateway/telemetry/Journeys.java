package dev.spillway.gateway.telemetry;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.http.ErrorReply;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/**
 * Watches all requests under {@code /v1}, whoever answers or refuses them, from before anything
 * else sees them: what went wrong is counted by who is at fault, and each has its line in the log
 * where that is wanted. Chat requests have a {@link Journey} beside.
 */
@Singleton
public final class Journeys {
  /** Before anything that could refuse. */
  private static final int FIRST = RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 3;

  private static final String KEY = Journey.class.getName();

  private final Spans spans;
  private final JourneyMeters meters;
  private final boolean accessLog;

  @Inject
  Journeys(Spans spans, MeterRegistry registry, GatewayConfig config) {
    this.spans = spans;
    meters = new JourneyMeters(registry);
    accessLog = config.telemetry().accessLog();
  }

  void register(@Observes Router router) {
    router.route("/v1/*").order(FIRST).handler(this::watch);
  }

  /** A chat request whose body is there. */
  public Journey begin(RoutingContext context) {
    var journey = new Journey(context, spans.begin(context.request()));
    context.put(KEY, journey);
    return journey;
  }

  private void watch(RoutingContext context) {
    long begin = System.nanoTime();
    context.addEndHandler(
        ended -> over(context, Duration.ofNanos(System.nanoTime() - begin), ended.failed()));
    context.next();
  }

  private void over(RoutingContext context, Duration took, boolean clientGone) {
    var error = ErrorReply.noted(context).or(() -> unnoted(context.response().getStatusCode()));
    error.ifPresent(meters::error);
    var journey = Optional.ofNullable(context.<Journey>get(KEY));
    var result = journey.map(each -> each.over(error, clientGone));
    result
        .filter(Journey::knowsOwnTime)
        .ifPresent(each -> meters.overhead(each.decision().orElseThrow().provenance(), each.own()));
    if (accessLog) {
      AccessLog.write(context, took, error, clientGone, journey.flatMap(Journey::routed), result);
    }
  }

  /** Where a status is all that there is: an address that no route of ours has. */
  private static Optional<ErrorKind> unnoted(int status) {
    if (status < 400) {
      return Optional.empty();
    }
    return Optional.of(
        switch (status) {
          case 404 -> new ErrorKind.NotFound("");
          case 500, 502, 503, 504 -> new ErrorKind.Internal("");
          default -> new ErrorKind.NotAllowed(status, "");
        });
  }
}
