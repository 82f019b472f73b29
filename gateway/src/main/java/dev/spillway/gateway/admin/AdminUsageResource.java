package dev.spillway.gateway.admin;

import dev.spillway.gateway.usage.UsageQueue;
import dev.spillway.gateway.usage.UsageStore;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What was used and what it cost. */
@Path("/admin/v1/usage")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = "admin-key")
@Tag(name = "Usage", description = "What was used, and what it cost.")
class AdminUsageResource {
  private final UsageQueue queue;
  private final UsageStore usage;

  AdminUsageResource(UsageQueue queue, UsageStore usage) {
    this.queue = queue;
    this.usage = usage;
  }

  @GET
  @Operation(
      summary = "Use and cost by organisation, project, key, tier and day",
      description =
          "Latest day first. What this gateway served is in it at once, what others served within a"
              + " second. Costs are exact.")
  @Parameter(
      name = "by",
      in = ParameterIn.QUERY,
      description =
          "What is told apart, separated by commas: organisation, project, key, tier, day; all if"
              + " absent. The rest is summed over.",
      schema = @Schema(type = SchemaType.STRING),
      example = "project,day")
  @Parameter(
      name = "organisation_id",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "project_id",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(name = "key_id", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "tier",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.STRING),
      example = "demo-small")
  @Parameter(
      name = "since",
      in = ParameterIn.QUERY,
      description = "From this day on, in UTC.",
      schema = @Schema(type = SchemaType.STRING, format = "date"),
      example = "2026-11-01")
  @Parameter(
      name = "until",
      in = ParameterIn.QUERY,
      description = "Before this day.",
      schema = @Schema(type = SchemaType.STRING, format = "date"),
      example = "2026-12-01")
  @Parameter(
      name = "format",
      in = ParameterIn.QUERY,
      description = "json or csv; json if absent.",
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"json", "csv"}))
  @APIResponse(
      responseCode = "200",
      description = "At most 10,000 rows; more are an error that says so",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = UsageReport.class)),
        @Content(mediaType = UsageReport.CSV, schema = @Schema(type = SchemaType.STRING))
      })
  @APIResponse(responseCode = "400", description = "A parameter is not one, or has a wrong value")
  @APIResponse(responseCode = "503", description = "The database does not answer")
  public Uni<Response> report(@Context UriInfo address) {
    var query = UsageQuery.read(address.getQueryParameters());
    return queue
        .flush()
        .chain(() -> usage.sums(query.filter(), UsageQuery.MAX_ROWS + 1))
        .map(
            rows ->
                query.csv()
                    ? Response.ok(UsageReport.csv(query.checked(rows)), UsageReport.CSV).build()
                    : Response.ok(UsageReport.of(query.checked(rows))).build());
  }
}
