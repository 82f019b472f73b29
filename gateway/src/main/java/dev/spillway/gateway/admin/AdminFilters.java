package dev.spillway.gateway.admin;

import dev.spillway.gateway.audit.AuditTrail;
import dev.spillway.gateway.audit.Deed;
import dev.spillway.gateway.auth.Knocks;
import dev.spillway.gateway.http.ErrorBody;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * What holds for all {@link AdminOnly} resources: nobody gets in without a key, and who may only
 * read changes nothing, before a body is read; and what may change something is written down before
 * it is answered, whatever became of it. Reading is not.
 */
final class AdminFilters {
  static final String REQUEST_ID = "x-spillway-request-id";

  private static final String DEED = Deed.class.getName();

  private final AdminDoor door;
  private final AuditTrail trail;
  private final CurrentVertxRequest current;

  AdminFilters(AdminDoor door, AuditTrail trail, CurrentVertxRequest current) {
    this.door = door;
    this.trail = trail;
    this.current = current;
  }

  @AdminOnly
  @ServerRequestFilter
  Uni<Response> enter(ContainerRequestContext request) {
    var context = current.getCurrent();
    return door.enter(context)
        .invoke(
            entrant -> {
              if (!Entrant.reads(request.getMethod())) {
                var deed =
                    new Deed(
                        entrant.actor(),
                        Knocks.address(context.request()),
                        request.getMethod(),
                        context.normalizedPath(),
                        UUID.randomUUID().toString().replace("-", ""));
                deed.begin();
                request.setProperty(DEED, deed);
                entrant.check(request.getMethod());
              }
            })
        .replaceWith((Response) null);
  }

  @AdminOnly
  @ServerResponseFilter
  Uni<Void> leave(ContainerRequestContext request, ContainerResponseContext response) {
    if (!(request.getProperty(DEED) instanceof Deed deed)) {
      return Uni.createFrom().voidItem();
    }
    response.getHeaders().putSingle(REQUEST_ID, deed.requestId());
    var code =
        response.hasEntity() && response.getEntity() instanceof ErrorBody body
            ? body.error().code()
            : null;
    return trail.over(deed, response.getStatus(), code);
  }
}
