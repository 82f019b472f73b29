package dev.spillway.gateway.policy;

import dev.spillway.contracts.error.ErrorKind.InvalidValue;
import dev.spillway.contracts.error.SpillwayException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The learned routers that policies of this gateway go by, at hand without waiting. A router never
 * changes under its name, so what was loaded once stays true. As many as there may be in the
 * database.
 */
final class Routers {
  private static final Logger LOG = Logger.getLogger(Routers.class);

  private final ConcurrentHashMap<String, LearnedRouter> byName = new ConcurrentHashMap<>();

  Optional<LearnedRouter> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Loads those that are not at hand. One that is not there, or cannot be read, stays away. */
  Uni<Void> load(RouterStore store, Collection<String> names) {
    return Multi.createFrom()
        .iterable(Set.copyOf(names))
        .filter(name -> !byName.containsKey(name))
        .onItem()
        .transformToUniAndConcatenate(name -> load(store, name))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> load(RouterStore store, String name) {
    return store
        .router(name)
        .invoke(found -> found.ifPresent(router -> byName.put(name, router)))
        .replaceWithVoid()
        .onFailure(Routers::isUnreadable)
        .recoverWithUni(
            failure -> {
              LOG.warnf("Router '%s' cannot be used here: %s", name, failure.getMessage());
              return Uni.createFrom().voidItem();
            });
  }

  private static boolean isUnreadable(Throwable failure) {
    return failure instanceof SpillwayException typed && typed.kind() instanceof InvalidValue;
  }
}
