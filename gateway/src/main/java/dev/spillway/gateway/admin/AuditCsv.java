package dev.spillway.gateway.admin;

import dev.spillway.gateway.audit.AuditRow;
import io.vertx.core.buffer.Buffer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the audit log as CSV (RFC 4180), every value in quotes. A value that a spreadsheet would
 * take for a formula gets an apostrophe before it: names and subjects come from others.
 */
final class AuditCsv {
  static final String TYPE = "text/csv";

  static final String HEAD =
      "id,at,actor,actor_name,address,method,resource,request_id,outcome,status,code,changes,"
          + "attempts\n";

  private static final String FORMULA = "=+-@\t\r";

  private AuditCsv() {}

  static void append(AuditRow row, Buffer lines) {
    lines.appendString(
        Stream.of(
                    text(row.id()),
                    text(row.at()),
                    text(row.actor()),
                    text(row.actorName()),
                    text(row.address()),
                    text(row.method()),
                    text(row.resource()),
                    text(row.requestId()),
                    text(row.outcome()),
                    text(row.status()),
                    text(row.code()),
                    text(row.changes()),
                    text(row.attempts()))
                .collect(Collectors.joining(","))
            + "\n");
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    var text = value.toString();
    var safe =
        !text.isEmpty() && !text.equals("-") && FORMULA.indexOf(text.charAt(0)) >= 0
            ? "'" + text
            : text;
    return '"' + safe.replace("\"", "\"\"") + '"';
  }
}
