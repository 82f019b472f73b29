package dev.spillway.gateway.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.audit.Deed;
import dev.spillway.gateway.config.Tiers;
import dev.spillway.gateway.learning.LabelledReplies;
import dev.spillway.gateway.learning.RouterTraining;
import dev.spillway.gateway.learning.TrainingReport;
import dev.spillway.gateway.meaning.QuestionMeanings;
import dev.spillway.gateway.policy.PolicyChange;
import dev.spillway.gateway.policy.RouterInfo;
import dev.spillway.gateway.policy.RouterStore;
import dev.spillway.router.Tier;
import dev.spillway.router.policy.Policy;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Semaphore;
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
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** Learned routers: made from labelled replies, read with what they gave on replies kept aside. */
@Path("/admin/v1/routers")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = "admin-key")
@Tag(name = "Routers", description = "What was learned of when a cheap answer is good enough.")
class AdminRoutersResource {
  private static final String JSON_LINES = "application/jsonl";
  private static final String NDJSON = "application/x-ndjson";
  private static final Duration RETRY = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final RouterStore routers;
  private final Tiers tiers;
  private final QuestionMeanings meanings;
  private final ObjectMapper json;

  /** Learning takes all cores and much memory. */
  private final Semaphore learning = new Semaphore(1);

  AdminRoutersResource(
      Vertx vertx, RouterStore routers, Tiers tiers, QuestionMeanings meanings, ObjectMapper json) {
    this.vertx = vertx;
    this.routers = routers;
    this.tiers = tiers;
    this.meanings = meanings;
    this.json = json;
  }

  @GET
  @Operation(summary = "All routers, by name")
  public Uni<RouterList> list() {
    return routers.all().map(RouterList::of);
  }

  @GET
  @Path("{name}")
  @Operation(summary = "One router, with its front and its calibration on replies kept aside")
  public Uni<RouterView> get(@RestPath String name) {
    return routers
        .find(name)
        .map(found -> found.map(RouterView::of).orElseThrow(() -> notFound(name)));
  }

  @GET
  @Path("{name}/model")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @Operation(summary = "What a router learned, as a file to keep")
  public Uni<byte[]> model(@RestPath String name) {
    return routers.model(name).map(found -> found.orElseThrow(() -> notFound(name)));
  }

  @PUT
  @Path("{name}")
  @Blocking
  @Consumes({JSON_LINES, NDJSON})
  @Operation(
      summary = "Learn a router",
      description =
          "From questions with what every tier replied and how good that was, one JSON object a "
              + "line. Every fifth is kept aside for the report. A router never changes: another "
              + "one needs another name. Name it in a policy, with the worth of a right answer "
              + "from the report's front.")
  @RequestBody(
      content =
          @Content(
              mediaType = JSON_LINES,
              schema = @Schema(type = SchemaType.STRING),
              examples =
                  @ExampleObject(
                      name = "one line",
                      value =
                          """
                          {"messages": [{"role": "user", "content": "2 + 2?"}], \
                          "replies": {"demo-small": {"text": "5", "quality": 0, "cost_usd": 0.000001, \
                          "logprobs": [-0.7, -0.1]}, "demo-large": {"text": "4", "quality": 1, \
                          "cost_usd": 0.00001}}}
                          """)))
  @APIResponse(
      responseCode = "201",
      description = "The router",
      content = @Content(schema = @Schema(implementation = RouterView.class)))
  @APIResponse(responseCode = "400", description = "A line is not what is expected")
  @APIResponse(responseCode = "409", description = "The name was used, or there are too many")
  @APIResponse(responseCode = "429", description = "Another router is being learned")
  @APIResponse(responseCode = "502", description = "The questions were not embedded")
  public Uni<RestResponse<RouterView>> put(
      @RestPath String name,
      @QueryParam("embeddings")
          @Parameter(
              description =
                  "true: it also learns what questions mean, by the sentence embedding that workers"
                      + " make. Else false.")
          @Schema(type = SchemaType.BOOLEAN)
          @Nullable String embeddings,
      InputStream body) {
    Policy.checkName(name);
    boolean embeds = FitQuery.flag("embeddings", embeddings);
    var deed = Deed.current();
    if (!learning.tryAcquire()) {
      throw new SpillwayException(
          new ErrorKind.Overloaded("another router is being learned; try again", RETRY));
    }
    return Uni.createFrom()
        .item(() -> LabelledReplies.read(body, tiers.all().stream().map(Tier::name).toList()))
        .chain(replies -> embeds ? embedded(replies) : Uni.createFrom().item(replies))
        .chain(replies -> learn(name, replies, deed))
        .onTermination()
        .invoke(learning::release);
  }

  private Uni<LabelledReplies> embedded(LabelledReplies replies) {
    RouterTraining.check(replies);
    return meanings
        .of(replies.toEmbed(), share -> {})
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(replies::meaning);
  }

  private Uni<RestResponse<RouterView>> learn(
      String name, LabelledReplies replies, Optional<Deed> deed) {
    var trained = RouterTraining.of(replies);
    var info =
        new RouterInfo(
            name,
            replies.tiers(),
            write(trained.report()),
            Deed.by(deed),
            Instant.now().truncatedTo(ChronoUnit.MICROS));
    return Deed.goOn(deed, vertx, () -> routers.add(info, trained.router()))
        .map(
            added ->
                ResponseBuilder.create(RestResponse.Status.CREATED, RouterView.of(added)).build());
  }

  private String write(TrainingReport report) {
    try {
      return json.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report cannot be written as JSON", e);
    }
  }

  @DELETE
  @Path("{name}")
  @Operation(
      summary = "Delete a router that no policy goes by",
      description = "Its name cannot be used again.")
  @APIResponse(responseCode = "204", description = "It is gone")
  @APIResponse(responseCode = "404", description = "There is none of this name")
  @APIResponse(responseCode = "409", description = "A policy goes by it")
  public Uni<Void> delete(@RestPath String name) {
    return routers.delete(name);
  }

  private static SpillwayException notFound(String name) {
    return new SpillwayException(
        new ErrorKind.NotFound("there is no router '%s'".formatted(PolicyChange.shortened(name))));
  }
}
