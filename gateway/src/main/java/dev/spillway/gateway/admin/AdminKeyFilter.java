package dev.spillway.gateway.admin;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import org.jspecify.annotations.Nullable;

/** Turns away requests to {@link AdminOnly} resources without the key, before a body is read. */
@Provider
@AdminOnly
class AdminKeyFilter implements ContainerRequestFilter {
  private static final String SCHEME = "Bearer ";

  private final AdminKey key;

  AdminKeyFilter(AdminKey key) {
    this.key = key;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (!mayEnter(request.getHeaderString(HttpHeaders.AUTHORIZATION))) {
      throw new SpillwayException(
          new ErrorKind.Unauthorized(
              "the admin API needs the header 'Authorization: Bearer KEY' with the admin key"));
    }
  }

  private boolean mayEnter(@Nullable String header) {
    return header != null
        && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && key.matches(header.substring(SCHEME.length()).strip());
  }
}
