package dev.spillway.gateway.sharing;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.worker.SharedPrefix;
import java.util.List;
import java.util.Optional;

/** Which messages tenants share on purpose. */
@FunctionalInterface
public interface Sharing {
  /** None. */
  Sharing NONE = (tenant, messages) -> Optional.empty();

  /**
   * What a request begins with that is shared. Never waits or fails: where a store is away, less is
   * shared.
   *
   * @param tenant whose request it is
   */
  Optional<SharedPrefix> prefix(String tenant, List<ChatMessage> messages);
}
