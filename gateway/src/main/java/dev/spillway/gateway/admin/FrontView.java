package dev.spillway.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.spillway.gateway.learning.FitReport;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What the latest fit of a policy found, and what of it serves a goal. */
@Schema(name = "Front")
@JsonInclude(JsonInclude.Include.NON_NULL)
record FrontView(
    FitReport report,
    @Schema(description = "The point that serves the goal, if one was asked for.")
        FitReport.@Nullable Point choice,
    @Schema(description = "The same as PUT takes it.") FitReport.@Nullable Body policy) {}
