package dev.spillway.gateway.telemetry;

import dev.spillway.contracts.error.ErrorKind;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * One line for each request. It has nothing that a client wrote but the method and the name of a
 * model that there is: no prompt, no key, no address that could be made up.
 */
final class AccessLog {
  private static final Logger LOG = Logger.getLogger("dev.spillway.access");

  private static final String ROOT = "/v1";
  private static final String UNKNOWN = "-";

  private AccessLog() {}

  static void write(
      RoutingContext context,
      Duration took,
      Optional<ErrorKind> error,
      boolean clientGone,
      Optional<Journey.Routed> routed,
      Optional<Journey.Result> result) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    var line = new StringBuilder();
    line.append(context.request().method().name()).append(' ').append(path(context));
    line.append(' ').append(context.response().getStatusCode());
    field(line, "ms", millis(took));
    routed.ifPresent(
        each -> {
          field(line, "project", each.project());
          field(line, "model", each.model());
          each.policy().ifPresent(policy -> field(line, "policy", policy));
        });
    result.ifPresent(each -> result(line, each));
    error.ifPresent(
        kind -> {
          field(line, "error", kind.code());
          field(line, "fault", kind.fault().name().toLowerCase(Locale.ROOT));
        });
    if (clientGone) {
      field(line, "client", "gone");
    }
    LOG.info(line);
  }

  private static void result(StringBuilder line, Journey.Result result) {
    result
        .decision()
        .ifPresent(
            decision -> {
              field(line, "tier", decision.tier().name());
              field(line, "escalations", Integer.toString(decision.escalations()));
              field(line, "cache", decision.provenance().kind().wireName());
            });
    result.firstToken().ifPresent(first -> field(line, "first_ms", millis(first)));
    if (result.answered().isPresent()) {
      field(line, "input_tokens", Integer.toString(result.usage().promptTokens()));
      field(line, "output_tokens", Integer.toString(result.usage().completionTokens()));
      field(line, "cost_usd", result.cost().toString());
    }
    if (Journey.knowsOwnTime(result)) {
      field(line, "own_ms", millis(result.own()));
    }
  }

  /** Of a route that there is, else nothing of what the client made up. */
  private static String path(RoutingContext context) {
    var route = context.currentRoute();
    var path = route == null ? null : route.getPath();
    return path == null || !path.startsWith(ROOT) ? UNKNOWN : path;
  }

  private static void field(StringBuilder line, String name, String value) {
    line.append(' ').append(name).append('=').append(value);
  }

  private static String millis(Duration time) {
    return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e6);
  }
}
