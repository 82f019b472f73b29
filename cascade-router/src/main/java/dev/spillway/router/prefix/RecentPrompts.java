package dev.spillway.router.prefix;

import dev.spillway.contracts.chat.ChatMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Explains why caches of computed prompts were of no use: which words of a prompt broke a prefix
 * that it would otherwise share with an earlier one.
 *
 * <p>Engines and hosted models reuse what they computed of a prompt up to the first token that
 * differs. A time of day in a system prompt, or tools in another order, makes all that follows new.
 * So each prompt is compared with the tenant's last ones: how far do they agree, and how much of
 * what follows stands in the earlier one as well? The earlier prompt that would have saved most is
 * the one to blame.
 *
 * <p>What follows is compared in pieces of {@value #PIECE} characters wherever they stand, so that
 * words of another length do no harm (Rabin and Karp's rolling hash; IBM J. Res. Dev. 31, 1987).
 *
 * <p>Law: tenants do not meet. A prompt is compared with the same tenant's only. Bounded: all
 * prompts together take at most the given number of characters, and {@value #PER_TENANT} of a
 * tenant are kept; the tenant who asked least recently is forgotten first. Any thread.
 */
public final class RecentPrompts {
  private static final int PER_TENANT = 16;
  private static final int PIECE = 64;

  /** Less is not worth a word: about 256 tokens. */
  private static final int WORTH_TELLING = 1024;

  private final long mostCharacters;
  private final Map<String, Deque<PromptText>> tenants = new LinkedHashMap<>(16, 0.75f, true);
  private long characters;

  public RecentPrompts(long mostCharacters) {
    this.mostCharacters = mostCharacters;
  }

  /**
   * Compares a prompt with the tenant's recent ones, and remembers it.
   *
   * @return empty if nothing much was lost
   */
  public synchronized Optional<BrokenPrefix> explain(String tenant, List<ChatMessage> messages) {
    var prompt = new PromptText(messages);
    var recent = tenants.computeIfAbsent(tenant, name -> new ArrayDeque<>());
    var broken = worst(prompt, recent);
    remember(prompt, recent);
    return broken;
  }

  private static Optional<BrokenPrefix> worst(PromptText prompt, Deque<PromptText> recent) {
    int found = 0;
    for (var earlier : recent) {
      found = Math.max(found, prompt.sharedWith(earlier));
    }
    int most = found;
    Optional<BrokenPrefix> worst = Optional.empty();
    for (var earlier : recent) {
      int shared = prompt.sharedWith(earlier);
      int saved = shared + Pieces.common(prompt.text(), earlier.text(), shared, PIECE);
      if (saved > most && saved - found >= WORTH_TELLING) {
        most = saved;
        worst = Optional.of(prompt.differenceFrom(earlier, shared, saved - found));
      }
    }
    return worst;
  }

  private void remember(PromptText prompt, Deque<PromptText> recent) {
    recent.addFirst(prompt);
    characters += prompt.text().length();
    if (recent.size() > PER_TENANT) {
      forgetLast(recent);
    }
    while (characters > mostCharacters) {
      var eldest = tenants.entrySet().iterator().next();
      forgetLast(eldest.getValue());
      if (eldest.getValue().isEmpty()) {
        tenants.remove(eldest.getKey());
      }
    }
  }

  private void forgetLast(Deque<PromptText> recent) {
    characters -= recent.removeLast().text().length();
  }

  /** Of all prompts that are remembered. */
  public synchronized long characters() {
    return characters;
  }
}
