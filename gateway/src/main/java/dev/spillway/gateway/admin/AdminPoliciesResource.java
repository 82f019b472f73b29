package dev.spillway.gateway.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.audit.Deed;
import dev.spillway.gateway.policy.LivePolicies;
import dev.spillway.gateway.policy.PolicyChange;
import dev.spillway.gateway.policy.PolicyRevision;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Policies: read from what this gateway serves now, so also while the database is away; written
 * through the database.
 */
@Path("/admin/v1/policies")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@SecurityScheme(
    securitySchemeName = "admin-key",
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    description =
        "The admin key, shown when the first gateway started; or a token of the configured issuer,"
            + " with which a viewer may read.")
@SecurityRequirement(name = "admin-key")
@Tag(name = "Policies", description = "Which cascades there are, and their thresholds.")
class AdminPoliciesResource {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;

  private final LivePolicies policies;
  private final ObjectMapper json;

  AdminPoliciesResource(LivePolicies policies, ObjectMapper json) {
    this.policies = policies;
    this.json = json;
  }

  @GET
  @Operation(summary = "All policies, by name")
  public PolicyList list() {
    return PolicyList.of(policies.revisions().stream());
  }

  @GET
  @Path("{name}")
  @Operation(summary = "One policy; its version is the ETag")
  public RestResponse<PolicyView> get(@RestPath String name) {
    return policies
        .revision(name)
        .map(revision -> answer(RestResponse.Status.OK, revision).build())
        .orElseThrow(() -> notFound(name));
  }

  @GET
  @Path("{name}/versions")
  @Operation(summary = "The versions of a policy, latest first")
  public Uni<PolicyList> versions(
      @RestPath String name,
      @QueryParam("before")
          @Parameter(description = "Only versions below this one.")
          @Schema(type = SchemaType.INTEGER)
          @Nullable String before,
      @QueryParam("limit")
          @Parameter(description = "At most so many: 1 to 1000, else 100.")
          @Schema(type = SchemaType.INTEGER)
          @Nullable String limit) {
    return policies
        .versions(
            name,
            number("before", before, Integer.MAX_VALUE, Integer.MAX_VALUE),
            number("limit", limit, DEFAULT_LIMIT, MAX_LIMIT))
        .map(
            revisions -> {
              if (revisions.isEmpty() && before == null) {
                throw notFound(name);
              }
              return PolicyList.of(revisions.stream());
            });
  }

  @PUT
  @Path("{name}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Change a policy, or make one",
      description =
          "Takes effect here at once and in all gateways on the same Redis within a second. The "
              + "answer is the version that the policy has now; content that is already so makes "
              + "no version.")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(implementation = PolicyBody.class),
              examples = {
                @ExampleObject(name = "only the threshold", value = "{\"thresholds\": [0.9]}"),
                @ExampleObject(
                    name = "everything",
                    value =
                        """
                        {"tiers": ["demo-small", "demo-large"], "scorer": "min-probability",
                         "thresholds": [0.8], "comment": "first try"}
                        """)
              }))
  @APIResponse(
      responseCode = "200",
      description = "The policy as it is now",
      content = @Content(schema = @Schema(implementation = PolicyView.class)))
  @APIResponse(
      responseCode = "201",
      description = "There was no policy of this name",
      content = @Content(schema = @Schema(implementation = PolicyView.class)))
  @APIResponse(responseCode = "400", description = "A field has a value that is not allowed")
  @APIResponse(responseCode = "409", description = "Others change the policy too fast; try again")
  @APIResponse(responseCode = "412", description = "The policy is not at the version of If-Match")
  @APIResponse(responseCode = "503", description = "The database does not answer")
  public Uni<RestResponse<PolicyView>> put(
      @RestPath String name,
      @HeaderParam(HttpHeaders.IF_MATCH)
          @Parameter(description = "Change only this version, such as \"3\".")
          @Nullable String ifMatch,
      @Nullable String body) {
    var change = PolicyBody.read(json, body == null ? "" : body);
    return policies
        .change(name, change, VersionTag.ifMatch(ifMatch), Deed.by())
        .map(
            changed ->
                answer(
                        changed.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK,
                        changed.revision())
                    .build());
  }

  static ResponseBuilder<PolicyView> answer(RestResponse.Status status, PolicyRevision revision) {
    return ResponseBuilder.create(status, PolicyView.of(revision))
        .header(HttpHeaders.ETAG, VersionTag.of(revision.version()));
  }

  static SpillwayException notFound(String name) {
    return new SpillwayException(
        new ErrorKind.NotFound("there is no policy '%s'".formatted(PolicyChange.shortened(name))));
  }

  static int number(String field, @Nullable String text, int absent, int max) {
    if (text == null) {
      return absent;
    }
    try {
      var number = Integer.parseInt(text);
      if (number >= 1 && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number out of range
    }
    throw new SpillwayException(
        new ErrorKind.InvalidValue(
            field, "%s must be a number from 1 to %d".formatted(field, max)));
  }
}
