package dev.spillway.gateway.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.cascade.Budgets;
import dev.spillway.gateway.decision.DecisionFilter;
import dev.spillway.gateway.learning.CandidateWatch;
import dev.spillway.gateway.learning.DriftWatch;
import dev.spillway.gateway.learning.DryRunReport;
import dev.spillway.gateway.learning.DryRuns;
import dev.spillway.gateway.learning.Exchange;
import dev.spillway.gateway.policy.LivePolicies;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
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
import org.jspecify.annotations.Nullable;

/** What a policy would do, and how it does. */
@Path("/admin/v1/policies/{name}")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = "admin-key")
@Tag(name = "Policies")
class AdminTrialResource {
  private static final int DECISIONS = 2_000;
  private static final int MOST_DECISIONS = 10_000;

  private final LivePolicies policies;
  private final DryRuns dryRuns;
  private final Budgets budgets;
  private final CandidateWatch candidates;
  private final DriftWatch drift;
  private final Exchange exchange;
  private final ObjectMapper json;

  AdminTrialResource(
      LivePolicies policies,
      DryRuns dryRuns,
      Budgets budgets,
      CandidateWatch candidates,
      DriftWatch drift,
      Exchange exchange,
      ObjectMapper json) {
    this.policies = policies;
    this.dryRuns = dryRuns;
    this.budgets = budgets;
    this.candidates = candidates;
    this.drift = drift;
    this.exchange = exchange;
    this.json = json;
  }

  @GET
  @Path("state")
  @Operation(
      summary = "How a policy does",
      description =
          "Its candidate and its promise, over all gateways since they were set; and its budget, at"
              + " the gateway that was asked, since that started.")
  public Uni<PolicyStateView> state(@RestPath String name) {
    var revision = policies.revision(name).orElseThrow(() -> AdminPoliciesResource.notFound(name));
    return exchange
        .now()
        .map(
            complete ->
                PolicyStateView.of(
                    name,
                    revision.version(),
                    complete,
                    budgets.spending(name),
                    candidates.tally(name),
                    drift.of(name)));
  }

  @POST
  @Path("dry-run")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "What a change would have done",
      description =
          "Plays the policy as it would be after the change on its latest kept decisions. Nothing is "
              + "changed and nobody is asked. A learned router needs decisions with texts "
              + "(spillway.gateway.decisions.keep-text).")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(implementation = PolicyBody.class),
              examples =
                  @ExampleObject(name = "another threshold", value = "{\"thresholds\": [0.9]}")))
  @APIResponse(
      responseCode = "200",
      description = "What it would have asked, cost and answered",
      content = @Content(schema = @Schema(implementation = DryRunReport.class)))
  @APIResponse(responseCode = "400", description = "A field has a value that is not allowed")
  @APIResponse(responseCode = "404", description = "There is no such policy")
  @APIResponse(responseCode = "429", description = "Others are being tried")
  public Uni<DryRunReport> dryRun(
      @RestPath String name,
      @QueryParam("decisions")
          @Parameter(description = "At most so many: 1 to 10000, else 2000.")
          @Schema(type = SchemaType.INTEGER)
          @Nullable String decisions,
      @Nullable String body) {
    int most = AdminPoliciesResource.number("decisions", decisions, DECISIONS, MOST_DECISIONS);
    var change = PolicyBody.read(json, body == null ? "" : body);
    if (policies.revision(name).isEmpty()) {
      throw AdminPoliciesResource.notFound(name);
    }
    var filter =
        new DecisionFilter(
            Optional.of(name),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return policies.draft(name, change, "admin").chain(policy -> dryRuns.of(policy, filter, most));
  }
}
