package dev.spillway.gateway.admin;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.learning.FitOrder;
import dev.spillway.gateway.learning.FitReport;
import dev.spillway.gateway.learning.FitStatus;
import dev.spillway.gateway.learning.FitUpload;
import dev.spillway.gateway.learning.Fits;
import dev.spillway.gateway.learning.FrontChoice;
import dev.spillway.gateway.policy.LivePolicies;
import dev.spillway.gateway.policy.PolicyChange;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
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
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Which thresholds to run, computed from what was kept of requests that all tiers replied to. */
@Path("/admin/v1/policies/{name}")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = "admin-key")
@Tag(name = "Fits", description = "What quality can be had for what cost.")
class AdminFittingResource {
  private final LivePolicies policies;
  private final Fits fits;

  AdminFittingResource(LivePolicies policies, Fits fits) {
    this.policies = policies;
    this.fits = fits;
  }

  @POST
  @Path("fit")
  @Blocking
  @Consumes({"application/jsonl", "application/x-ndjson"})
  @Operation(
      summary = "Fit a policy's thresholds",
      description =
          "From its kept decisions that every tier replied to (see explore and shadow of its "
              + "conduct), and from what is sent, one JSON object a line: whole examples as for "
              + "learning a router, or the qualities of the replies to a kept request. Fitted on "
              + "every second request and reported on the others, each weighted by the inverse of "
              + "its propensity. Runs behind this answer, one at a time.")
  @Parameter(
      name = "budget_usd_per_1000",
      in = ParameterIn.QUERY,
      description = "The best for at most so many dollars per 1,000 requests.",
      schema = @Schema(type = SchemaType.NUMBER),
      example = "0.015")
  @Parameter(
      name = "quality",
      in = ParameterIn.QUERY,
      description = "The cheapest with this share of the best tier's quality. Else 0.99.",
      schema = @Schema(type = SchemaType.NUMBER),
      example = "0.99")
  @Parameter(
      name = "escalations",
      in = ParameterIn.QUERY,
      description = "The best that asks a second tier for at most this share of requests.",
      schema = @Schema(type = SchemaType.NUMBER),
      example = "0.3")
  @Parameter(
      name = "scorer",
      in = ParameterIn.QUERY,
      description =
          "Only this scorer; else the best of all that read tokens, and of agreement or judge where "
              + "the policy goes by one of them: only then there are opinions to fit to.",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "measure",
      in = ParameterIn.QUERY,
      description =
          "What quality is: agreement with the last tier's reply, or labels. Qualities that are "
              + "sent count in both. Else agreement.",
      schema = @Schema(type = SchemaType.STRING),
      example = "agreement")
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
  @RequestBody(
      content =
          @Content(
              mediaType = "application/jsonl",
              schema = @Schema(type = SchemaType.STRING),
              examples =
                  @ExampleObject(
                      name = "qualities of a kept request",
                      value =
                          "{\"request_id\": \"0f8c3a52b1c94f0e9d7a6b5c4d3e2f10\", \"qualities\": "
                              + "{\"demo-small\": 0, \"demo-large\": 1}}")))
  @APIResponse(
      responseCode = "202",
      description = "It runs; ask for it by its id",
      content = @Content(schema = @Schema(implementation = FitStatus.class)))
  @APIResponse(responseCode = "400", description = "A parameter or a line is not what is expected")
  @APIResponse(responseCode = "404", description = "There is no such policy")
  @APIResponse(responseCode = "429", description = "Another fit is running")
  public RestResponse<FitStatus> fit(
      @RestPath String name, @Context UriInfo address, InputStream body) {
    var query = FitQuery.fit(address.getQueryParameters());
    var policy =
        policies.find(name).orElseThrow(() -> AdminPoliciesResource.notFound(name)).policy();
    var tiers = policy.tiers();
    var begun =
        fits.begin(
            new FitOrder(
                name,
                tiers,
                query.scorers(policy.rule()),
                query.goal(),
                query.measure(),
                query.filter(name),
                query.decisions(),
                FitUpload.read(body, tiers)));
    return ResponseBuilder.create(RestResponse.Status.ACCEPTED, begun).build();
  }

  @GET
  @Path("front")
  @Operation(
      summary = "What the latest fit of a policy found, and what of it serves a goal",
      description = "With a goal as for a fit, the point of the front that serves it.")
  @Parameter(
      name = "budget_usd_per_1000",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.NUMBER),
      example = "0.015")
  @Parameter(name = "quality", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.NUMBER))
  @Parameter(
      name = "escalations",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.NUMBER))
  @APIResponse(
      responseCode = "200",
      description = "The front",
      content = @Content(schema = @Schema(implementation = FrontView.class)))
  @APIResponse(responseCode = "404", description = "The policy was never fitted")
  public Uni<FrontView> front(@RestPath String name, @Context UriInfo address) {
    var goal = FitQuery.choice(address.getQueryParameters()).asked();
    return fits.latest(name)
        .map(
            found -> {
              var report =
                  found.orElseThrow(
                      () ->
                          new SpillwayException(
                              new ErrorKind.NotFound(
                                  "policy '%s' was never fitted"
                                      .formatted(PolicyChange.shortened(name)))));
              var point = goal.map(wanted -> FrontChoice.of(report, wanted));
              return new FrontView(
                  report, point.orElse(null), point.map(each -> body(report, each)).orElse(null));
            });
  }

  private static FitReport.Body body(FitReport report, FitReport.Point point) {
    return new FitReport.Body(
        point.tiers(),
        report.candidate().policy().scorer(),
        report.candidate().policy().scoring(),
        point.thresholds(),
        null,
        "from the front of a fit");
  }
}
