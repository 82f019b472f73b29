package dev.spillway.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.spillway.gateway.learning.TrainingReport;
import dev.spillway.gateway.policy.RouterInfo;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A learned router, as the admin API shows it. */
@Schema(name = "Router", description = "A learned router. It never changes under its name.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record RouterView(
    @Schema(examples = "support-2026-11") String name,
    @Schema(description = "That it learned, from cheapest to best.") List<String> tiers,
    @Schema(implementation = TrainingReport.class, description = "How it did on held-out replies.")
        @JsonRawValue
        @Nullable String report,
    @JsonProperty("created_by") String createdBy,
    @JsonProperty("created_at") Instant createdAt) {

  static RouterView of(RouterInfo info) {
    return new RouterView(
        info.name(), info.tiers(), info.report(), info.createdBy(), info.createdAt());
  }

  /** Without the report. */
  static RouterView brief(RouterInfo info) {
    return new RouterView(info.name(), info.tiers(), null, info.createdBy(), info.createdAt());
  }
}
