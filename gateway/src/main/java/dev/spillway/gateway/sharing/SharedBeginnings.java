package dev.spillway.gateway.sharing;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.worker.SharedPrefix;
import dev.spillway.gateway.tenancy.Namespaces;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What requests begin with that an administrator listed or enough tenants have sent.
 *
 * <p>Law "tenants do not meet, unless the operator shared on purpose": messages are compared as a
 * whole, to the last character, and their namespace is minted of them with the secret. Nothing that
 * a client sends but the text itself takes part. A text has one namespace, whichever way it came to
 * be shared.
 */
final class SharedBeginnings implements Sharing {
  private final Function<List<ChatMessage>, Optional<SharedPrompts.Found>> listed;
  private final CommonPrompts common;
  private final Namespaces namespaces;
  private final SharingMeters meters;

  /**
   * @param listed finds the listed prompt that messages begin with
   */
  SharedBeginnings(
      Function<List<ChatMessage>, Optional<SharedPrompts.Found>> listed,
      CommonPrompts common,
      Namespaces namespaces,
      SharingMeters meters) {
    this.listed = listed;
    this.common = common;
    this.namespaces = namespaces;
    this.meters = meters;
  }

  @Override
  public Optional<SharedPrefix> prefix(String tenant, List<ChatMessage> messages) {
    var found = listed.apply(messages);
    if (found.isPresent()) {
      meters.shared("listed");
      return found.map(
          each -> new SharedPrefix(namespaces.ofShared(each.digest()), each.messages()));
    }
    return common(tenant, messages);
  }

  private Optional<SharedPrefix> common(String tenant, List<ChatMessage> messages) {
    if (common.isOff() || messages.isEmpty() || !counts(messages.getFirst())) {
      return Optional.empty();
    }
    var digest = Beginning.digest(messages.subList(0, 1));
    if (!common.see(tenant, digest)) {
      return Optional.empty();
    }
    meters.shared("tenants");
    return Optional.of(new SharedPrefix(namespaces.ofShared(digest), 1));
  }

  private static boolean counts(ChatMessage message) {
    int length = message.content().length();
    return message.role() == Role.SYSTEM
        && length >= CommonPrompts.FEWEST_CHARACTERS
        && length <= Beginning.MOST_CHARACTERS;
  }
}
