package dev.spillway.gateway.http;

import dev.spillway.contracts.error.ErrorKind;
import io.vertx.ext.web.RoutingContext;

/**
 * How errors look in a wire format. A route that is reached before all others says which, so that
 * whatever refuses the request does so in words that its client understands.
 */
public interface ErrorShape {

  /** What is written as JSON. */
  Object body(ErrorKind kind);

  /** Errors of this request look like this from now on; until then like OpenAI's. */
  static void use(RoutingContext context, ErrorShape shape) {
    context.put(ErrorShape.class.getName(), shape);
  }

  /** Of this request. */
  static ErrorShape of(RoutingContext context) {
    ErrorShape shape = context.get(ErrorShape.class.getName());
    return shape == null ? ErrorBody::of : shape;
  }
}
