package dev.spillway.gateway.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.sharing.SharedPrompt;
import dev.spillway.gateway.sharing.SharedPrompts;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
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

/** Beginnings of dialogues that all tenants share on purpose. */
@Path("/admin/v1/shared-prompts")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = "admin-key")
@Tag(
    name = "Shared prompts",
    description = "Beginnings of dialogues that are computed once for all tenants.")
class AdminSharedPromptsResource {
  private final SharedPrompts prompts;
  private final ObjectMapper json;

  AdminSharedPromptsResource(SharedPrompts prompts, ObjectMapper json) {
    this.prompts = prompts;
    this.json = json;
  }

  @GET
  @Operation(summary = "A page of shared prompts, in order of their ids")
  @APIResponse(responseCode = "400", description = "A parameter has a wrong value")
  @APIResponse(responseCode = "503", description = "The database does not answer")
  public Uni<TenantPage<SharedPrompt>> list(
      @QueryParam("cursor") @Parameter(description = "The next_cursor of the page before.")
          @Nullable String cursor,
      @QueryParam("limit") @Parameter(description = "At most so many: 1 to 200, else 50.")
          @Nullable String limit) {
    var most = TenantPage.limit(limit);
    return prompts
        .page(TenantPage.cursor(cursor), most)
        .map(rows -> TenantPage.of(rows, most, SharedPrompt::id));
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One shared prompt")
  @APIResponse(responseCode = "404", description = "There is none with this id")
  public Uni<SharedPrompt> get(@RestPath String id) {
    return prompts.get(id);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Let all tenants share a beginning",
      description =
          "What is computed of these messages serves every request that begins with them, to the"
              + " last character; what follows them stays the tenant's. By how soon an answer begins"
              + " a tenant can tell whether another one has used them of late. At most 100.")
  @RequestBody(
      content =
          @Content(
              examples =
                  @ExampleObject(
                      name = "a system message",
                      value =
                          """
                          {"name": "support preamble", "messages":
                           [{"role": "system", "content": "You are the support assistant of Acme."}]}
                          """)))
  @APIResponse(
      responseCode = "201",
      description = "It is in force here, and elsewhere within a second",
      content = @Content(schema = @Schema(implementation = SharedPrompt.class)))
  @APIResponse(responseCode = "400", description = "A field has a value that is not allowed")
  @APIResponse(responseCode = "409", description = "It is listed already, or too many are")
  @APIResponse(responseCode = "503", description = "The database does not answer")
  public Uni<RestResponse<SharedPrompt>> create(@Nullable String body) {
    var made = SharedPromptBody.read(json, body);
    return prompts
        .list(made.name(), made.messages())
        .map(listed -> ResponseBuilder.create(RestResponse.Status.CREATED, listed).build());
  }

  @DELETE
  @Path("{id}")
  @Operation(
      summary = "Share it no longer",
      description =
          "New requests find nothing of it here when this is answered, and at all gateways on the"
              + " same Redis within a second. What was computed leaves the caches with time.")
  @APIResponse(responseCode = "204", description = "It is gone")
  @APIResponse(responseCode = "404", description = "There is none with this id")
  @APIResponse(responseCode = "503", description = "The database does not answer")
  public Uni<RestResponse<Void>> delete(@RestPath String id) {
    return prompts.delete(id).map(gone -> RestResponse.noContent());
  }
}
