package dev.spillway.gateway.admin;

import dev.spillway.gateway.audit.AuditStore;
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

/** Who changed what, and who tried to; {@link AdminExport} gives all of it at once. */
@Path("/admin/v1/audit")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = "admin-key")
@Tag(name = "Audit", description = "Who changed what, and who tried to.")
class AdminAuditResource {
  private final AuditStore audit;

  AdminAuditResource(AuditStore audit) {
    this.audit = audit;
  }

  @GET
  @Operation(
      summary = "The audit log, latest first",
      description =
          "Everything but reading is in it before it is answered, a change together with what it "
              + "changed or not at all. Requests without a valid key come once a minute, one row "
              + "for each address.")
  @Parameter(
      name = "actor",
      in = ParameterIn.QUERY,
      description = "Only of this one, by id or name.",
      schema = @Schema(type = SchemaType.STRING),
      example = "key:5e884898")
  @Parameter(
      name = "method",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.STRING),
      example = "PUT")
  @Parameter(
      name = "resource",
      in = ParameterIn.QUERY,
      description = "Only addresses that begin with this.",
      schema = @Schema(type = SchemaType.STRING),
      example = "/admin/v1/policies")
  @Parameter(
      name = "outcome",
      in = ParameterIn.QUERY,
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"changed", "done", "refused", "failed", "shut_out"}))
  @Parameter(
      name = "request_id",
      in = ParameterIn.QUERY,
      description = "The x-spillway-request-id of the answer.",
      schema = @Schema(type = SchemaType.STRING))
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
      content = @Content(schema = @Schema(implementation = AuditPage.class)))
  @APIResponse(responseCode = "400", description = "A parameter is not one, or has a wrong value")
  @APIResponse(responseCode = "503", description = "The database does not answer")
  public Uni<AuditPage> list(@Context UriInfo address) {
    var query = AuditQuery.page(address.getQueryParameters());
    return audit
        .page(query.filter(), query.before(), query.limit())
        .map(rows -> AuditPage.of(rows, query.limit()));
  }
}
