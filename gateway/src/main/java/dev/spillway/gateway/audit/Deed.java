package dev.spillway.gateway.audit;

import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request to the admin API that may change something, or one thing that the file changes. The
 * former is known wherever the request's own Vert.x context is: what changes rows finds it there
 * ({@link AuditChanges}), so that no store has to be told who asks, and none can forget it.
 */
public final class Deed {
  private static final String KEY = Deed.class.getName();
  private static final int LONGEST = 300;

  private final Actor actor;
  private final @Nullable String address;
  private final @Nullable String method;
  private final String resource;
  private final String requestId;
  private volatile boolean written;

  /**
   * @param address where the request comes from
   * @param resource the path
   */
  public Deed(
      Actor actor,
      @Nullable String address,
      @Nullable String method,
      String resource,
      String requestId) {
    this.actor = actor;
    this.address = address;
    this.method = method;
    this.resource = resource.length() <= LONGEST ? resource : resource.substring(0, LONGEST);
    this.requestId = requestId;
  }

  /**
   * What the file does to one thing.
   *
   * @param name of the file
   * @param content that of the file in short: what changed by one content is found by it
   * @param resource the path by which the admin API knows the thing
   */
  public static Deed ofFile(String name, String content, String resource) {
    return new Deed(Actor.ofFile(name), null, null, resource, content);
  }

  /** From now on it is what this context, that of one request, does. */
  public void begin() {
    ContextLocals.put(KEY, this);
  }

  /** What the caller's context does, if that is a deed. */
  public static Optional<Deed> current() {
    return VertxContext.isOnDuplicatedContext() ? ContextLocals.get(KEY) : Optional.empty();
  }

  /** Whom a change made here goes back to, in a word. */
  public static String by() {
    return by(current());
  }

  /** Whom what a deed has led to goes back to. */
  public static String by(Optional<Deed> deed) {
    return deed.flatMap(each -> each.actor.name()).orElse("admin");
  }

  /**
   * Does, on a context of its own, what a deed has led to: something that other threads have
   * prepared, or that goes on behind the answer.
   *
   * @param deed that was {@link #current} when it was asked for
   */
  public static <T> Uni<T> goOn(Optional<Deed> deed, Vertx vertx, Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .emitter(
            emitter ->
                VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext())
                    .runOnContext(
                        ignored -> {
                          deed.ifPresent(Deed::begin);
                          work.get().subscribe().with(emitter::complete, emitter::fail);
                        }));
  }

  public String requestId() {
    return requestId;
  }

  /** Whether a change of it is written down. */
  boolean isWritten() {
    return written;
  }

  void write() {
    written = true;
  }

  AuditRow row(AuditRow.Outcome outcome) {
    return AuditRow.of(
        outcome, actor.id(), actor.name().orElse(null), address, method, resource, requestId);
  }
}
