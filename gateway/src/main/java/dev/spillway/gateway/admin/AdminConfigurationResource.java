package dev.spillway.gateway.admin;

import dev.spillway.gateway.file.FileApplier;
import dev.spillway.gateway.file.FileExport;
import dev.spillway.gateway.file.FileStatus;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The file that this gateway goes by. */
@Path("/admin/v1/configuration")
@AdminOnly
@SecurityRequirement(name = "admin-key")
@Tag(name = "Configuration", description = "What a spillway.yaml gives.")
class AdminConfigurationResource {
  private final FileApplier applier;
  private final FileExport export;

  AdminConfigurationResource(FileApplier applier, FileExport export) {
    this.applier = applier;
    this.export = export;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "What this gateway took from its file",
      description = "Also why what stands in the file now is not in force, if it is not.")
  public FileStatus status() {
    return applier.status();
  }

  @GET
  @Path("export")
  @Produces("application/yaml")
  @Operation(
      summary = "What is in force, as a spillway.yaml",
      description =
          "Tiers, policies, tenants with their limits, and the settings that the file gives; at most"
              + " 1,000 organisations and projects each. Keys are not in it.")
  @APIResponse(responseCode = "200", description = "A file that says what is in force")
  @APIResponse(responseCode = "503", description = "The database does not answer")
  public Uni<String> export() {
    return export.write();
  }
}
