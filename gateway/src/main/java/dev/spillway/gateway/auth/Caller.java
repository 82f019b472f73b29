package dev.spillway.gateway.auth;

import static java.util.Objects.requireNonNull;

import dev.spillway.gateway.tenancy.Access;
import io.vertx.ext.web.RoutingContext;

/** Who sent a request that was let in. */
public final class Caller {
  private static final String KEY = Caller.class.getName();

  private Caller() {}

  static void set(RoutingContext context, Access access) {
    context.put(KEY, access);
  }

  /** Of a request under {@code /v1}. */
  public static Access of(RoutingContext context) {
    return requireNonNull(
        context.<Access>get(KEY), "the guard lets nobody in whom it does not know");
  }
}
