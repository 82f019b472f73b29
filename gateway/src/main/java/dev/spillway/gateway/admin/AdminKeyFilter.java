package dev.spillway.gateway.admin;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

/** Turns away requests to {@link AdminOnly} resources without the key, before a body is read. */
@Provider
@AdminOnly
class AdminKeyFilter implements ContainerRequestFilter {
  private final AdminKey key;

  AdminKeyFilter(AdminKey key) {
    this.key = key;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    key.check(request.getHeaderString(HttpHeaders.AUTHORIZATION));
  }
}
