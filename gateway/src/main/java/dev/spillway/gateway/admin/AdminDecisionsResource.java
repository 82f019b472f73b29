package dev.spillway.gateway.admin;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.decision.DecisionRow;
import dev.spillway.gateway.decision.DecisionStore;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
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
import org.jboss.resteasy.reactive.RestPath;

/** What was decided for answered requests; {@link AdminExport} gives all of it at once. */
@Path("/admin/v1/decisions")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = "admin-key")
@Tag(name = "Decisions", description = "How answers came to be, and how good they were.")
class AdminDecisionsResource {
  private final DecisionStore decisions;

  AdminDecisionsResource(DecisionStore decisions) {
    this.decisions = decisions;
  }

  @GET
  @Operation(
      summary = "Decisions, latest first",
      description =
          "A decision is here a moment after its answer. Texts are in it only if the operator set "
              + "spillway.gateway.decisions.keep-text.")
  @Parameter(
      name = "policy",
      in = ParameterIn.QUERY,
      description = "Only of this policy.",
      schema = @Schema(type = SchemaType.STRING),
      example = "auto")
  @Parameter(
      name = "tier",
      in = ParameterIn.QUERY,
      description = "Only answers of this tier.",
      schema = @Schema(type = SchemaType.STRING),
      example = "demo-small")
  @Parameter(
      name = "since",
      in = ParameterIn.QUERY,
      description = "From this time on.",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"),
      example = "2026-11-21T15:00:00Z")
  @Parameter(
      name = "until",
      in = ParameterIn.QUERY,
      description = "Before this time.",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"),
      example = "2026-11-22T15:00:00Z")
  @Parameter(
      name = "labelled",
      in = ParameterIn.QUERY,
      description = "Only with a label, or only without.",
      schema = @Schema(type = SchemaType.BOOLEAN))
  @Parameter(
      name = "cursor",
      in = ParameterIn.QUERY,
      description = "The next_cursor of the page before.",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "At most so many: 1 to 200, else 50.",
      schema = @Schema(type = SchemaType.INTEGER))
  @APIResponse(
      responseCode = "200",
      description = "A page",
      content = @Content(schema = @Schema(implementation = DecisionList.class)))
  @APIResponse(responseCode = "400", description = "A parameter is not one, or has a wrong value")
  @APIResponse(responseCode = "503", description = "The database does not answer")
  public Uni<DecisionList> list(@Context UriInfo address) {
    var query = DecisionQuery.page(address.getQueryParameters());
    return decisions
        .page(query.filter(), query.cursor(), query.limit())
        .map(rows -> DecisionList.of(rows, query.limit()));
  }

  @GET
  @Path("{request_id}")
  @Operation(summary = "The decision for one request")
  @APIResponse(
      responseCode = "200",
      description = "The decision",
      content = @Content(schema = @Schema(implementation = DecisionRow.class)))
  @APIResponse(
      responseCode = "404",
      description = "There is none: no answer, not written yet, dropped, or deleted")
  public Uni<DecisionRow> get(@RestPath("request_id") String requestId) {
    return decisions
        .find(requestId)
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new SpillwayException(
                            new ErrorKind.NotFound(
                                "there is no decision for this request, or not any more"))));
  }
}
