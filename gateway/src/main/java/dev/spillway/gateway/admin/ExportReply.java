package dev.spillway.gateway.admin;

import dev.spillway.gateway.http.ErrorReply;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Writes rows page by page, the next one when the connection has taken the last: at most one page
 * and what the connection buffers is in memory, however many rows there are. Each page is a
 * transaction of its own, which holds up nobody. If one fails after the first, the connection
 * breaks: what is missing must not look like the end.
 */
final class ExportReply<R> {

  /** With all the text that may be kept of decisions these are a few megabytes. */
  static final int PAGE = 100;

  private final RoutingContext context;
  private final Source<R> source;
  private final Format<R> format;

  /** Where rows come from. */
  interface Source<R> {

    /**
     * At most {@link #PAGE}, fewer only at the end.
     *
     * @param last the row that they come after; absent: from the first
     */
    Uni<List<R>> page(Optional<R> last);
  }

  /**
   * How they are written.
   *
   * @param head what comes before the first
   * @param line appends one
   */
  record Format<R>(String contentType, String head, BiConsumer<R, Buffer> line) {}

  ExportReply(RoutingContext context, Source<R> source, Format<R> format) {
    this.context = context;
    this.source = source;
    this.format = format;
  }

  void start() {
    next(Optional.empty());
  }

  private void next(Optional<R> last) {
    source.page(last).subscribe().with(this::write, failure -> ErrorReply.send(context, failure));
  }

  private void write(List<R> page) {
    var response = context.response();
    if (response.closed()) {
      return;
    }
    var lines = Buffer.buffer();
    if (!response.headWritten()) {
      response
          .putHeader(HttpHeaders.CONTENT_TYPE, format.contentType())
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
      if (context.request().version() != HttpVersion.HTTP_2) {
        response.setChunked(true);
      }
      lines.appendString(format.head());
    }
    try {
      page.forEach(row -> format.line().accept(row, lines));
    } catch (RuntimeException e) {
      ErrorReply.send(context, e);
      return;
    }
    if (page.size() < PAGE) {
      response.end(lines);
      return;
    }
    response.write(lines);
    var last = Optional.of(page.getLast());
    if (response.writeQueueFull()) {
      response.drainHandler(drained -> next(last));
    } else {
      next(last);
    }
  }
}
