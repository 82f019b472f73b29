package dev.spillway.gateway.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.audit.Deed;
import dev.spillway.gateway.policy.LivePolicies;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
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
import org.jspecify.annotations.Nullable;

/**
 * What a policy was, and the way back. History is read from the database and only grows: going back
 * makes a new version with the old content.
 */
@Path("/admin/v1/policies/{name}")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = "admin-key")
@Tag(name = "Policies")
class AdminHistoryResource {
  private static final int MOST_VERSIONS = 1_000_000_000;

  private final LivePolicies policies;
  private final ObjectMapper json;

  AdminHistoryResource(LivePolicies policies, ObjectMapper json) {
    this.policies = policies;
    this.json = json;
  }

  @GET
  @Path("versions/{version}")
  @Operation(summary = "A policy as it was at one version")
  @APIResponse(responseCode = "404", description = "There never was this version")
  public Uni<PolicyView> version(@RestPath String name, @RestPath String version) {
    return policies.version(name, number("version", version)).map(PolicyView::of);
  }

  @GET
  @Path("diff")
  @Operation(summary = "What differs between two versions")
  @APIResponse(
      responseCode = "200",
      description = "Field by field",
      content =
          @Content(
              schema = @Schema(implementation = PolicyDiff.class),
              examples =
                  @ExampleObject(
                      name = "a threshold was raised",
                      value =
                          """
                          {"name": "auto", "from": 1, "to": 2, "changes": [
                            {"field": "thresholds", "from": [0.8], "to": [0.9]}]}
                          """)))
  @APIResponse(responseCode = "404", description = "There never was such a version")
  public Uni<PolicyDiff> diff(
      @RestPath String name,
      @QueryParam("from") @Parameter(required = true) @Schema(type = SchemaType.INTEGER)
          @Nullable String from,
      @QueryParam("to")
          @Parameter(description = "Else the version that is served.")
          @Schema(type = SchemaType.INTEGER)
          @Nullable String to) {
    int first = number("from", from);
    int second =
        to == null
            ? policies
                .revision(name)
                .orElseThrow(() -> AdminPoliciesResource.notFound(name))
                .version()
            : number("to", to);
    return policies
        .version(name, first)
        .chain(
            before ->
                policies
                    .version(name, second)
                    .map(
                        after -> PolicyDiff.of(json, PolicyView.of(before), PolicyView.of(after))));
  }

  @POST
  @Path("rollback")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Go back to an earlier version",
      description = "Makes a new version with the content of the earlier one.")
  @RequestBody(
      content =
          @Content(
              examples =
                  @ExampleObject(
                      name = "back to version 2",
                      value = "{\"version\": 2, \"comment\": \"too many escalations\"}")))
  @APIResponse(
      responseCode = "200",
      description = "The policy as it is now",
      content = @Content(schema = @Schema(implementation = PolicyView.class)))
  @APIResponse(
      responseCode = "400",
      description = "The earlier version cannot be served here any more; the field says why")
  @APIResponse(responseCode = "404", description = "There never was this version")
  @APIResponse(responseCode = "412", description = "The policy is not at the version of If-Match")
  public Uni<RestResponse<PolicyView>> rollBack(
      @RestPath String name,
      @HeaderParam(HttpHeaders.IF_MATCH)
          @Parameter(description = "Change only this version, such as \"3\".")
          @Nullable String ifMatch,
      @Nullable String body) {
    var asked = StrictBody.read(json, body == null ? "" : body, Set.of("version", "comment"));
    int version =
        asked
            .count("version")
            .filter(number -> number <= MOST_VERSIONS)
            .orElseThrow(
                () -> StrictBody.invalid("version", "version must be that of an earlier version"));
    Optional<String> comment = asked.text("comment").map(PolicyBody::checkedComment);
    return policies
        .rollBack(name, version, comment, VersionTag.ifMatch(ifMatch), Deed.by())
        .map(
            changed ->
                AdminPoliciesResource.answer(RestResponse.Status.OK, changed.revision()).build());
  }

  private static int number(String field, @Nullable String text) {
    return AdminPoliciesResource.number(
        field, text == null ? "" : text, MOST_VERSIONS, MOST_VERSIONS);
  }
}
