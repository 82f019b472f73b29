package dev.spillway.gateway.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.audit.AuditRow;
import dev.spillway.gateway.audit.AuditStore;
import dev.spillway.gateway.decision.Cursor;
import dev.spillway.gateway.decision.DecisionRow;
import dev.spillway.gateway.decision.DecisionStore;
import dev.spillway.gateway.http.ErrorReply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * {@code GET /admin/v1/decisions/export} and {@code GET /admin/v1/audit/export}: all rows that a
 * filter lets through, one JSON object a line; the audit log as CSV, too. Routes of Vert.x rather
 * than REST resources, because a stream of any length needs the connection itself: back-pressure,
 * word of a client that went away, and a way to break off.
 */
@Singleton
class AdminExport {
  private static final String JSON_LINES = "application/jsonl";

  private final AdminDoor door;
  private final DecisionStore decisions;
  private final AuditStore audit;
  private final ObjectMapper json;

  AdminExport(AdminDoor door, DecisionStore decisions, AuditStore audit, ObjectMapper json) {
    this.door = door;
    this.decisions = decisions;
    this.audit = audit;
    this.json = json;
  }

  void register(@Observes Router router) {
    register(router, "/admin/v1/decisions/export", this::decisions);
    register(router, "/admin/v1/audit/export", this::audit);
  }

  private void register(
      Router router, String path, Function<RoutingContext, ExportReply<?>> export) {
    router.get(path).handler(context -> enter(context, export));
    router
        .route(path)
        .handler(
            context -> {
              context.response().putHeader(HttpHeaders.ALLOW, HttpMethod.GET.name());
              ErrorReply.send(
                  context, new ErrorKind.NotAllowed(405, "this address takes GET only"));
            });
  }

  private void enter(RoutingContext context, Function<RoutingContext, ExportReply<?>> export) {
    door.enter(context)
        .map(entrant -> export.apply(context))
        .subscribe()
        .with(ExportReply::start, failure -> ErrorReply.send(context, failure));
  }

  private ExportReply<DecisionRow> decisions(RoutingContext context) {
    var filter = DecisionQuery.filter(parameters(context));
    return new ExportReply<>(
        context,
        last -> decisions.page(filter, last.map(Cursor::after), ExportReply.PAGE),
        new ExportReply.Format<>(JSON_LINES, "", this::line));
  }

  private ExportReply<AuditRow> audit(RoutingContext context) {
    var query = AuditQuery.export(parameters(context));
    return new ExportReply<>(
        context,
        last ->
            audit.page(
                query.filter(),
                last.map(row -> OptionalLong.of(AuditPage.id(row))).orElse(OptionalLong.empty()),
                ExportReply.PAGE),
        query.csv()
            ? new ExportReply.Format<>(AuditCsv.TYPE, AuditCsv.HEAD, AuditCsv::append)
            : new ExportReply.Format<>(JSON_LINES, "", this::line));
  }

  private void line(Object row, Buffer lines) {
    try {
      lines.appendBytes(json.writeValueAsBytes(row)).appendByte((byte) '\n');
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row cannot be written as JSON", e);
    }
  }

  private static Map<String, List<String>> parameters(RoutingContext context) {
    var parameters = new TreeMap<String, List<String>>();
    var sent = context.queryParams();
    sent.names().forEach(name -> parameters.put(name, sent.getAll(name)));
    return parameters;
  }
}
