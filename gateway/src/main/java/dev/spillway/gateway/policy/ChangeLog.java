package dev.spillway.gateway.policy;

import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Is told of each change that somebody asked for, in the transaction of the change: neither is kept
 * without the other.
 */
public interface ChangeLog {

  /** Writes nothing down. */
  ChangeLog NONE = () -> (session, before, after) -> Uni.createFrom().voidItem();

  /** Finds out who asks; to be called where the change is asked for, before its transaction. */
  Entry open();

  /** What one who asks for changes has changed. */
  interface Entry {

    /**
     * Writes one change down. If that fails so does the transaction.
     *
     * @param before what there was, an object of fields; null: nothing
     * @param after what there is now; null: nothing
     */
    Uni<Void> write(Mutiny.Session session, @Nullable Object before, @Nullable Object after);
  }
}
