package dev.spillway.gateway.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.tenancy.Limits;
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

/** Keys of projects. A secret is shown once, to who makes or rotates a key. */
@Path("/admin/v1/keys")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = "admin-key")
@Tag(name = "Keys", description = "What clients of a project send.")
class AdminKeysResource {
  private static final Set<String> FIELDS = Set.of("name", "models", "limits", "expires_at");
  private static final Set<String> NEW =
      Set.of("project_id", "name", "models", "limits", "expires_at");
  private static final Set<String> ROTATION = Set.of("overlap_seconds");

  private final Tenants tenants;
  private final ObjectMapper json;

  AdminKeysResource(Tenants tenants, ObjectMapper json) {
    this.tenants = tenants;
    this.json = json;
  }

  @GET
  @Operation(summary = "A page of keys, in order of their ids")
  @APIResponse(responseCode = "400", description = "A parameter has a wrong value")
  @APIResponse(responseCode = "503", description = "The database does not answer")
  public Uni<TenantPage<KeyView>> list(
      @QueryParam("project_id") @Parameter(description = "Only of this one.")
          @Nullable String parent,
      @QueryParam("cursor") @Parameter(description = "The next_cursor of the page before.")
          @Nullable String cursor,
      @QueryParam("limit") @Parameter(description = "At most so many: 1 to 200, else 50.")
          @Nullable String limit) {
    var most = TenantPage.limit(limit);
    return tenants
        .keys(Optional.ofNullable(parent), TenantPage.cursor(cursor), most)
        .map(rows -> TenantPage.of(rows.stream().map(KeyView::of).toList(), most, KeyView::id));
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One key; its version is the ETag")
  @APIResponse(
      responseCode = "200",
      description = "The key",
      content = @Content(schema = @Schema(implementation = KeyView.class)))
  @APIResponse(responseCode = "404", description = "There is none with this id")
  public Uni<RestResponse<KeyView>> get(@RestPath String id) {
    return tenants.key(id).map(found -> answer(RestResponse.Status.OK, KeyView.of(found)));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Make a key", description = "The secret is in this answer and nowhere else.")
  @RequestBody(
      content =
          @Content(
              examples =
                  @ExampleObject(
                      name = "with limits",
                      value =
                          """
                          {"project_id": "proj_8d2h5t0s6y1j4r9f3a7g", "name": "web frontend",
                           "expires_at": "2027-01-31T12:00:00Z",
                           "limits": {"requests_per_minute": 600, "concurrency": 20}}
                          """)))
  @APIResponse(
      responseCode = "201",
      description = "It is made",
      content = @Content(schema = @Schema(implementation = KeyView.class)))
  @APIResponse(responseCode = "400", description = "A field has a value that is not allowed")
  @APIResponse(responseCode = "503", description = "The database does not answer")
  public Uni<RestResponse<KeyView>> create(@Nullable String body) {
    var made = TenantBody.read(json, body, NEW);
    return tenants
        .createKey(
            made.parent("project_id"),
            made.name(),
            made.models(null),
            made.limits(Limits.NONE),
            made.expiresAt(null))
        .map(found -> answer(RestResponse.Status.CREATED, KeyView.of(found)));
  }

  @PATCH
  @Path("{id}")
  @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
  @Operation(
      summary = "Change a key",
      description = "An absent field keeps its value, null takes it away (RFC 7396).")
  @RequestBody(
      content =
          @Content(
              examples =
                  @ExampleObject(
                      name = "one limit",
                      value =
                          """
                          {"limits": {"concurrency": 40}}
                          """)))
  @APIResponse(
      responseCode = "200",
      description = "The key as it is now",
      content = @Content(schema = @Schema(implementation = KeyView.class)))
  @APIResponse(responseCode = "400", description = "A field has a value that is not allowed")
  @APIResponse(responseCode = "404", description = "There is none with this id")
  @APIResponse(responseCode = "412", description = "It is not at the version of If-Match")
  @APIResponse(responseCode = "503", description = "The database does not answer")
  public Uni<RestResponse<KeyView>> patch(
      @RestPath String id,
      @HeaderParam(HttpHeaders.IF_MATCH)
          @Parameter(description = "Change only this version, such as \"3\".")
          @Nullable String ifMatch,
      @Nullable String body) {
    var change = TenantBody.read(json, body, FIELDS);
    return tenants
        .changeKey(
            id,
            VersionTag.ifMatch(ifMatch),
            (row, now) ->
                row.changed(
                    change.name(row.name()),
                    change.models(row.models()),
                    change.limits(row.limits()),
                    change.expiresAt(row.expiresAt())))
        .map(found -> answer(RestResponse.Status.OK, KeyView.of(found)));
  }

  @POST
  @Path("{id}/rotate")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Give a key another secret",
      description =
          "Id, limits and what was spent stay. The secret before it opens for overlap_seconds more,"
              + " at most 30 days, else not at all. The new one is in this answer and nowhere else.")
  @RequestBody(
      content =
          @Content(
              examples =
                  @ExampleObject(
                      name = "a day to change over",
                      value = "{\"overlap_seconds\": 86400}")))
  @APIResponse(
      responseCode = "200",
      description = "The key with its new secret",
      content = @Content(schema = @Schema(implementation = KeyView.class)))
  @APIResponse(responseCode = "409", description = "The key is revoked")
  @APIResponse(responseCode = "412", description = "It is not at the version of If-Match")
  public Uni<RestResponse<KeyView>> rotate(
      @RestPath String id,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      @Nullable String body) {
    var rotation = TenantBody.read(json, body, ROTATION);
    return tenants
        .rotateKey(id, VersionTag.ifMatch(ifMatch), rotation.overlapSeconds())
        .map(found -> answer(RestResponse.Status.OK, KeyView.of(found)));
  }

  @POST
  @Path("{id}/revoke")
  @Operation(
      summary = "Close a key for good",
      description =
          "It opens nothing here when this is answered, and in all gateways on the same Redis"
              + " within a second.")
  @APIResponse(
      responseCode = "200",
      description = "The key as it is now",
      content = @Content(schema = @Schema(implementation = KeyView.class)))
  @APIResponse(responseCode = "412", description = "It is not at the version of If-Match")
  public Uni<RestResponse<KeyView>> revoke(
      @RestPath String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
    return tenants
        .revokeKey(id, VersionTag.ifMatch(ifMatch))
        .map(found -> answer(RestResponse.Status.OK, KeyView.of(found)));
  }

  @DELETE
  @Path("{id}")
  @Operation(summary = "Delete a key")
  @APIResponse(responseCode = "204", description = "It is gone; what was used stays recorded")
  @APIResponse(responseCode = "404", description = "There is none with this id")
  @APIResponse(responseCode = "412", description = "It is not at the version of If-Match")
  public Uni<RestResponse<Void>> delete(
      @RestPath String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
    return tenants.deleteKey(id, VersionTag.ifMatch(ifMatch)).map(gone -> RestResponse.noContent());
  }

  private static RestResponse<KeyView> answer(RestResponse.Status status, KeyView found) {
    return ResponseBuilder.create(status, found)
        .header(HttpHeaders.ETAG, VersionTag.of(found.version()))
        .build();
  }
}
