package dev.spillway.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.gateway.decision.Cursor;
import dev.spillway.gateway.decision.DecisionRow;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of decisions. */
@Schema(name = "DecisionList", description = "A page of decisions, latest first.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record DecisionList(
    @Schema(examples = "list") String object,
    List<DecisionRow> data,
    @JsonProperty("next_cursor")
        @Schema(
            description = "For the next page, as cursor; absent on the last one.",
            examples = "MjAyNi0xMS0yMVQxNTowMDowMFogMGY4YzNhNTJiMWM5NGYwZTlkN2E2YjVjNGQzZTJmMTA")
        @Nullable String nextCursor) {

  static DecisionList of(List<DecisionRow> rows, int limit) {
    return new DecisionList(
        "list", rows, rows.size() < limit ? null : Cursor.after(rows.getLast()).encode());
  }
}
