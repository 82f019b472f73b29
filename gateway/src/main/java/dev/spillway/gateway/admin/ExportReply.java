package dev.spillway.gateway.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.decision.Cursor;
import dev.spillway.gateway.decision.DecisionFilter;
import dev.spillway.gateway.decision.DecisionRow;
import dev.spillway.gateway.decision.DecisionStore;
import dev.spillway.gateway.http.ErrorReply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/**
 * Writes decisions page by page, the next one when the connection has taken the last: at most one
 * page and what the connection buffers is in memory, however many rows there are. Each page is a
 * transaction of its own, which holds up nobody. If one fails after the first, the connection
 * breaks: what is missing must not look like the end.
 */
final class ExportReply {
  static final String JSON_LINES = "application/jsonl";

  /** With all the text that may be kept these are a few megabytes. */
  static final int PAGE = 100;

  private final RoutingContext context;
  private final DecisionStore decisions;
  private final ObjectMapper json;
  private final DecisionFilter filter;

  ExportReply(
      RoutingContext context, DecisionStore decisions, ObjectMapper json, DecisionFilter filter) {
    this.context = context;
    this.decisions = decisions;
    this.json = json;
    this.filter = filter;
  }

  void start() {
    next(Optional.empty());
  }

  private void next(Optional<Cursor> after) {
    decisions
        .page(filter, after, PAGE)
        .subscribe()
        .with(this::write, failure -> ErrorReply.send(context, failure));
  }

  private void write(List<DecisionRow> page) {
    var response = context.response();
    if (response.closed()) {
      return;
    }
    if (!response.headWritten()) {
      response
          .putHeader(HttpHeaders.CONTENT_TYPE, JSON_LINES)
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
      if (context.request().version() != HttpVersion.HTTP_2) {
        response.setChunked(true);
      }
    }
    try {
      var lines = lines(page);
      if (page.size() < PAGE) {
        response.end(lines);
        return;
      }
      response.write(lines);
    } catch (JsonProcessingException e) {
      ErrorReply.send(context, e);
      return;
    }
    var after = Optional.of(Cursor.after(page.getLast()));
    if (response.writeQueueFull()) {
      response.drainHandler(drained -> next(after));
    } else {
      next(after);
    }
  }

  private Buffer lines(List<DecisionRow> page) throws JsonProcessingException {
    var lines = Buffer.buffer();
    for (var row : page) {
      lines.appendBytes(json.writeValueAsBytes(row)).appendByte((byte) '\n');
    }
    return lines;
  }
}
