package dev.spillway.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.Fault;
import dev.spillway.contracts.error.SpillwayException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The same errors for what is built of REST resources, whoever throws them. */
public final class RestErrors {
  private static final Logger LOG = Logger.getLogger(RestErrors.class);

  @ServerExceptionMapper(priority = 1)
  Response typed(SpillwayException failure) {
    return reply(failure.kind(), failure);
  }

  @ServerExceptionMapper(priority = 1)
  Response json(JsonProcessingException failure) {
    return reply(new ErrorKind.InvalidJson("the body is not the JSON that is expected"), failure);
  }

  @ServerExceptionMapper(priority = 1)
  Response web(WebApplicationException failure) {
    if (failure.getCause() instanceof JsonProcessingException broken) {
      return json(broken);
    }
    var response = reply(kind(failure.getResponse().getStatus()), failure);
    var allowed = failure.getResponse().getHeaderString(HttpHeaders.ALLOW);
    return allowed == null
        ? response
        : Response.fromResponse(response).header(HttpHeaders.ALLOW, allowed).build();
  }

  @ServerExceptionMapper(priority = 1)
  Response defect(Throwable failure) {
    return reply(SpillwayException.kindOf(failure), failure);
  }

  private static ErrorKind kind(int status) {
    return switch (status) {
      case 401 -> new ErrorKind.Unauthorized("this address needs a valid key");
      case 403 -> new ErrorKind.Forbidden("this is not yours to ask");
      case 404 -> Fallback.NOWHERE;
      case 405 -> new ErrorKind.NotAllowed(405, "this address does not know this method");
      case 406, 415 ->
          new ErrorKind.NotAllowed(status, "this address takes and returns application/json");
      case 400 -> new ErrorKind.InvalidJson("the request cannot be read");
      case 413 -> new ErrorKind.NotAllowed(413, "the request body is too long");
      default -> new ErrorKind.Internal("an unexpected error occurred");
    };
  }

  private static Response reply(ErrorKind kind, Throwable failure) {
    if (kind.fault() == Fault.US) {
      LOG.error("A request failed", failure);
    }
    var response =
        Response.status(kind.status())
            .type(MediaType.APPLICATION_JSON_TYPE)
            .entity(ErrorBody.of(kind));
    kind.retryAfter()
        .ifPresent(after -> response.header(HttpHeaders.RETRY_AFTER, ErrorReply.seconds(after)));
    return response.build();
  }
}
