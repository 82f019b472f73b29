package dev.spillway.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.gateway.audit.AuditRow;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of the audit log. */
@Schema(name = "AuditPage", description = "A page of the audit log, latest first.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record AuditPage(
    @Schema(examples = "list") String object,
    List<AuditRow> data,
    @JsonProperty("next_cursor")
        @Schema(description = "For the next page, as cursor; absent on the last one.")
        @Nullable String nextCursor) {

  static AuditPage of(List<AuditRow> rows, int limit) {
    return new AuditPage(
        "list", rows, rows.size() < limit ? null : Long.toString(id(rows.getLast())));
  }

  /** Of a row that was read. */
  static long id(AuditRow row) {
    return Objects.requireNonNull(row.id());
  }
}
