package dev.spillway.gateway.admin;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.learning.FitStatus;
import dev.spillway.gateway.learning.Fits;
import dev.spillway.gateway.learning.LearnOrder;
import dev.spillway.gateway.policy.LivePolicies;
import dev.spillway.gateway.policy.RouterStore;
import dev.spillway.router.policy.Policy;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
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
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Learns routers from what was kept of requests that all tiers replied to. */
@Path("/admin/v1/policies/{name}")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = "admin-key")
@Tag(name = "Fits")
class AdminLearningResource {
  private final LivePolicies policies;
  private final RouterStore routers;
  private final Fits fits;

  AdminLearningResource(LivePolicies policies, RouterStore routers, Fits fits) {
    this.policies = policies;
    this.routers = routers;
    this.fits = fits;
  }

  @POST
  @Path("learn")
  @Operation(
      summary = "Learn a router from a policy's kept decisions",
      description =
          "From those that every tier replied to (see explore and shadow of its conduct) and whose "
              + "texts are kept (spillway.gateway.decisions.keep-text), each weighted by the inverse "
              + "of its propensity. Every fifth is kept aside for the report: the front and the "
              + "calibration there. The policy, or the one named by into, gets a new version that "
              + "goes by the router, with its conduct as it was; try it, shadow it and roll it back "
              + "like any other. Runs behind this answer; ask for it among the fits.")
  @Parameter(
      name = "router",
      in = ParameterIn.QUERY,
      required = true,
      description = "The name of the new router; none that was ever used.",
      schema = @Schema(type = SchemaType.STRING),
      example = "support-2026-11")
  @Parameter(
      name = "into",
      in = ParameterIn.QUERY,
      description =
          "The policy that gets the version, made if it is not there, such as one that is a "
              + "candidate beside this one. Else this policy.",
      schema = @Schema(type = SchemaType.STRING),
      example = "auto-next")
  @Parameter(
      name = "embeddings",
      in = ParameterIn.QUERY,
      description =
          "true: the router also learns what questions mean, by the sentence embedding that workers"
              + " make; requests then have theirs embedded before it decides. Else false.",
      schema = @Schema(type = SchemaType.BOOLEAN))
  @Parameter(
      name = "budget_usd_per_1000",
      in = ParameterIn.QUERY,
      description = "The best for at most so many dollars per 1,000 requests.",
      schema = @Schema(type = SchemaType.NUMBER))
  @Parameter(
      name = "quality",
      in = ParameterIn.QUERY,
      description = "The cheapest with this share of the best tier's quality. Else 0.99.",
      schema = @Schema(type = SchemaType.NUMBER))
  @Parameter(
      name = "measure",
      in = ParameterIn.QUERY,
      description =
          "What quality is: agreement with the last tier's reply, or labels. Else agreement.",
      schema = @Schema(type = SchemaType.STRING),
      example = "labels")
  @Parameter(
      name = "since",
      in = ParameterIn.QUERY,
      description = "Only decisions from this time on.",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = "decisions",
      in = ParameterIn.QUERY,
      description = "How many kept decisions to read at most: 0 to 200000, else 100000.",
      schema = @Schema(type = SchemaType.INTEGER))
  @APIResponse(
      responseCode = "202",
      description = "It runs; ask for it by its id",
      content = @Content(schema = @Schema(implementation = FitStatus.class)))
  @APIResponse(responseCode = "400", description = "A parameter is not what is expected")
  @APIResponse(responseCode = "404", description = "There is no such policy")
  @APIResponse(responseCode = "409", description = "There is a router of this name")
  @APIResponse(responseCode = "429", description = "Another fit is running")
  public Uni<RestResponse<FitStatus>> learn(@RestPath String name, @Context UriInfo address) {
    var query = FitQuery.learn(address.getQueryParameters());
    var tiers =
        policies.revision(name).orElseThrow(() -> AdminPoliciesResource.notFound(name)).tiers();
    var order =
        new LearnOrder(
            name,
            tiers,
            Policy.checkName(query.router()),
            Policy.checkName(query.into(name)),
            query.goal(),
            query.measure(),
            query.filter(name),
            query.decisions(),
            query.embeddings());
    return routers
        .find(order.router())
        .map(
            taken -> {
              if (taken.isPresent()) {
                throw new SpillwayException(
                    new ErrorKind.Conflict(
                        "router", "there is a router '%s' already".formatted(order.router())));
              }
              return ResponseBuilder.create(RestResponse.Status.ACCEPTED, fits.begin(order))
                  .build();
            });
  }
}
