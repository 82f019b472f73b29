package dev.spillway.gateway.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.decision.DecisionStore;
import dev.spillway.gateway.http.ErrorReply;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code GET /admin/v1/decisions/export}: all decisions that a filter lets through, one JSON object
 * a line. A route of Vert.x rather than a REST resource, because a stream of any length needs the
 * connection itself: back-pressure, word of a client that went away, and a way to break off.
 */
@Singleton
class AdminExport {
  private static final String PATH = "/admin/v1/decisions/export";

  private final AdminKey key;
  private final DecisionStore decisions;
  private final ObjectMapper json;

  AdminExport(AdminKey key, DecisionStore decisions, ObjectMapper json) {
    this.key = key;
    this.decisions = decisions;
    this.json = json;
  }

  void register(@Observes Router router) {
    router.get(PATH).handler(this::export);
    router
        .route(PATH)
        .handler(
            context -> {
              context.response().putHeader(HttpHeaders.ALLOW, HttpMethod.GET.name());
              ErrorReply.send(
                  context, new ErrorKind.NotAllowed(405, "this address takes GET only"));
            });
  }

  private void export(RoutingContext context) {
    try {
      key.check(context.request().getHeader(HttpHeaders.AUTHORIZATION));
      new ExportReply(context, decisions, json, DecisionQuery.filter(parameters(context))).start();
    } catch (RuntimeException e) {
      ErrorReply.send(context, e);
    }
  }

  private static Map<String, List<String>> parameters(RoutingContext context) {
    var parameters = new TreeMap<String, List<String>>();
    var sent = context.queryParams();
    sent.names().forEach(name -> parameters.put(name, sent.getAll(name)));
    return parameters;
  }
}
