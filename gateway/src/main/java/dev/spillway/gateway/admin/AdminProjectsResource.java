package dev.spillway.gateway.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.tenancy.Limits;
import dev.spillway.gateway.tenancy.Project;
import dev.spillway.gateway.tenancy.Tenants;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** Projects: the tenants, which share nothing with each other. */
@Path("/admin/v1/projects")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = "admin-key")
@Tag(
    name = "Projects",
    description = "Applications and teams, which share nothing with each other.")
class AdminProjectsResource {
  private static final Set<String> FIELDS = Set.of("name", "models", "limits");
  private static final Set<String> NEW = Set.of("organisation_id", "name", "models", "limits");

  private final Tenants tenants;
  private final ObjectMapper json;

  AdminProjectsResource(Tenants tenants, ObjectMapper json) {
    this.tenants = tenants;
    this.json = json;
  }

  @GET
  @Operation(summary = "A page of projects, in order of their ids")
  @APIResponse(responseCode = "400", description = "A parameter has a wrong value")
  @APIResponse(responseCode = "503", description = "The database does not answer")
  public Uni<TenantPage<Project>> list(
      @QueryParam("organisation_id") @Parameter(description = "Only of this one.")
          @Nullable String parent,
      @QueryParam("cursor") @Parameter(description = "The next_cursor of the page before.")
          @Nullable String cursor,
      @QueryParam("limit") @Parameter(description = "At most so many: 1 to 200, else 50.")
          @Nullable String limit) {
    var most = TenantPage.limit(limit);
    return tenants
        .projects(Optional.ofNullable(parent), TenantPage.cursor(cursor), most)
        .map(rows -> TenantPage.of(rows, most, Project::id));
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One project; its version is the ETag")
  @APIResponse(
      responseCode = "200",
      description = "The project",
      content = @Content(schema = @Schema(implementation = Project.class)))
  @APIResponse(responseCode = "404", description = "There is none with this id")
  public Uni<RestResponse<Project>> get(@RestPath String id) {
    return tenants.project(id).map(found -> answer(RestResponse.Status.OK, found));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Make a project")
  @RequestBody(
      content =
          @Content(
              examples =
                  @ExampleObject(
                      name = "with limits",
                      value =
                          """
                          {"organisation_id": "org_5zq1k8m2v7c3x9d4b6nw", "name": "support bot",
                           "models": ["auto"], "limits": {"usd_per_day": "25", "weight": 2, "priority": "high"}}
                          """)))
  @APIResponse(
      responseCode = "201",
      description = "It is made",
      content = @Content(schema = @Schema(implementation = Project.class)))
  @APIResponse(responseCode = "400", description = "A field has a value that is not allowed")
  @APIResponse(responseCode = "503", description = "The database does not answer")
  public Uni<RestResponse<Project>> create(@Nullable String body) {
    var made = TenantBody.read(json, body, NEW);
    return tenants
        .createProject(
            made.parent("organisation_id"),
            made.name(),
            made.models(null),
            made.projectLimits(Limits.NONE))
        .map(found -> answer(RestResponse.Status.CREATED, found));
  }

  @PATCH
  @Path("{id}")
  @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
  @Operation(
      summary = "Change a project",
      description = "An absent field keeps its value, null takes it away (RFC 7396).")
  @RequestBody(
      content =
          @Content(
              examples =
                  @ExampleObject(
                      name = "one limit",
                      value =
                          """
                          {"limits": {"tokens_per_minute": 200000}}
                          """)))
  @APIResponse(
      responseCode = "200",
      description = "The project as it is now",
      content = @Content(schema = @Schema(implementation = Project.class)))
  @APIResponse(responseCode = "400", description = "A field has a value that is not allowed")
  @APIResponse(responseCode = "404", description = "There is none with this id")
  @APIResponse(responseCode = "412", description = "It is not at the version of If-Match")
  @APIResponse(responseCode = "503", description = "The database does not answer")
  public Uni<RestResponse<Project>> patch(
      @RestPath String id,
      @HeaderParam(HttpHeaders.IF_MATCH)
          @Parameter(description = "Change only this version, such as \"3\".")
          @Nullable String ifMatch,
      @Nullable String body) {
    var change = TenantBody.read(json, body, FIELDS);
    return tenants
        .changeProject(
            id,
            VersionTag.ifMatch(ifMatch),
            (row, now) ->
                row.changed(
                    change.name(row.name()),
                    change.models(row.models()),
                    change.projectLimits(row.limits())))
        .map(found -> answer(RestResponse.Status.OK, found));
  }

  @DELETE
  @Path("{id}")
  @Operation(
      summary = "Delete a project",
      description = "What belongs to it has to be deleted before it.")
  @APIResponse(responseCode = "204", description = "It is gone; what was used stays recorded")
  @APIResponse(responseCode = "404", description = "There is none with this id")
  @APIResponse(responseCode = "409", description = "Something belongs to it, or it is the default")
  @APIResponse(responseCode = "412", description = "It is not at the version of If-Match")
  public Uni<RestResponse<Void>> delete(
      @RestPath String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
    return tenants
        .deleteProject(id, VersionTag.ifMatch(ifMatch))
        .map(gone -> RestResponse.noContent());
  }

  private static RestResponse<Project> answer(RestResponse.Status status, Project found) {
    return ResponseBuilder.create(status, found)
        .header(HttpHeaders.ETAG, VersionTag.of(found.version()))
        .build();
  }
}
