package dev.spillway.worker.text;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.error.SpillwayException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many tokens of a prompt come of its first messages alone.
 *
 * <p>Only here are both the template and the tokenizer known, and either may let what follows reach
 * back: a template may move a system message into the next turn or leave out what is not last, and
 * text that is not parted by a special token may merge with what comes after it. So the first
 * messages are laid out several times with a different message after them each time, and what all
 * of these prompts begin with is theirs.
 *
 * <p>Law "tenants do not meet": those tokens are a function of the first messages and the model
 * alone, and what is counted is how many of them a prompt begins with. Whatever a tenant writes, no
 * token of it is counted. Where the template makes that few tokens, or refuses, few or none are.
 *
 * <p>What was found is kept for the last {@value #KEPT} beginnings. Any thread may call.
 */
public final class SharedBeginnings {
  private static final int KEPT = 64;

  /** Longer beginnings are not shared. */
  private static final int MOST_CHARACTERS = 1 << 18;

  /** Nothing merges alike with all of these, nor begins like two of them. */
  private static final List<String> FOLLOWING = List.of("a", "1", "\n", "'s");

  private final ChatTemplate template;
  private final Tokenizer tokenizer;
  private final Map<List<ChatMessage>, Tokens> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<ChatMessage>, Tokens> eldest) {
          return size() > KEPT;
        }
      };

  /** A class, because an array in a record would not be compared. */
  private static final class Tokens {
    private final int[] ids;

    Tokens(int[] ids) {
      this.ids = ids;
    }
  }

  public SharedBeginnings(ChatTemplate template, Tokenizer tokenizer) {
    this.template = template;
    this.tokenizer = tokenizer;
  }

  /**
   * Tokens at the start of {@code prompt} that its first messages alone account for.
   *
   * @param first how many messages
   * @param prompt the tokens of all messages
   */
  public int count(List<ChatMessage> messages, int first, int[] prompt) {
    if (first < 1 || first > messages.size()) {
      return 0;
    }
    var beginning = List.copyOf(messages.subList(0, first));
    if (beginning.stream().mapToLong(each -> each.content().length()).sum() > MOST_CHARACTERS) {
      return 0;
    }
    return common(tokens(beginning), prompt);
  }

  private int[] tokens(List<ChatMessage> beginning) {
    synchronized (known) {
      var found = known.get(beginning);
      if (found != null) {
        return found.ids;
      }
    }
    var tokens = new Tokens(find(beginning));
    synchronized (known) {
      known.put(beginning, tokens);
    }
    return tokens.ids;
  }

  private int[] find(List<ChatMessage> beginning) {
    // Many templates want the two to take turns.
    var role = beginning.getLast().role() == Role.USER ? Role.ASSISTANT : Role.USER;
    int[] shared = null;
    for (var text : FOLLOWING) {
      var messages = new ArrayList<>(beginning);
      messages.add(new ChatMessage(role, text));
      int[] tokens;
      try {
        tokens = tokenizer.encode(template.render(messages));
      } catch (SpillwayException e) {
        return new int[0];
      }
      shared = shared == null ? tokens : Arrays.copyOf(shared, common(shared, tokens));
    }
    return shared == null ? new int[0] : shared;
  }

  private static int common(int[] one, int[] other) {
    int differ = Arrays.mismatch(one, other);
    return differ < 0 ? one.length : differ;
  }
}
