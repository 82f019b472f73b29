package dev.spillway.gateway.admin;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.learning.FitStatus;
import dev.spillway.gateway.learning.Fits;
import dev.spillway.gateway.policy.PolicyChange;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Fits that run here, or ran. */
@Path("/admin/v1/fits")
@AdminOnly
@Produces(MediaType.APPLICATION_JSON)
@SecurityRequirement(name = "admin-key")
@Tag(name = "Fits")
class AdminFitsResource {
  private final Fits fits;

  AdminFitsResource(Fits fits) {
    this.fits = fits;
  }

  @GET
  @Path("{id}")
  @Operation(
      summary = "How far a fit is, and what it found",
      description = "Known to the gateway that was asked for it; of the last sixteen.")
  public FitStatus get(@RestPath String id) {
    return fits.find(id).orElseThrow(() -> notFound(id));
  }

  @DELETE
  @Path("{id}")
  @Operation(summary = "Cancel a fit", description = "One that is over stays as it is.")
  public FitStatus cancel(@RestPath String id) {
    return fits.cancel(id).orElseThrow(() -> notFound(id));
  }

  private static SpillwayException notFound(String id) {
    return new SpillwayException(
        new ErrorKind.NotFound(
            "there is no fit '%s' at this gateway".formatted(PolicyChange.shortened(id))));
  }
}
