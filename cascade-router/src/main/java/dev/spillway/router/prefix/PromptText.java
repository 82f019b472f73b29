package dev.spillway.router.prefix;

import dev.spillway.contracts.chat.ChatMessage;
import java.util.List;

/** A dialogue as one text, in which places of messages can be found again. */
final class PromptText {
  private static final int LONGEST_WORDS = 40;

  /** Beyond that nothing is looked at, so that a comparison takes a millisecond or so at most. */
  private static final int MOST = 1 << 16;

  private final String text;

  /** Where each content begins. */
  private final int[] contents;

  PromptText(List<ChatMessage> messages) {
    var all = new StringBuilder();
    contents = new int[messages.size()];
    for (int i = 0; i < contents.length; i++) {
      var message = messages.get(i);
      all.append('\0').append(message.role().wireName()).append('\0');
      contents[i] = all.length();
      all.append(message.content());
    }
    text = all.substring(0, Math.min(MOST, all.length()));
  }

  String text() {
    return text;
  }

  /** Characters from the start that are the same. */
  int sharedWith(PromptText other) {
    int most = Math.min(text.length(), other.text.length());
    int shared = 0;
    while (shared < most && text.charAt(shared) == other.text.charAt(shared)) {
      shared++;
    }
    return shared;
  }

  /**
   * @param at the first character that differs
   */
  BrokenPrefix differenceFrom(PromptText other, int at, int lost) {
    int message = 0;
    while (message + 1 < contents.length && contents[message + 1] <= at) {
      message++;
    }
    int begin = at;
    while (begin > contents[message] && begin > at - LONGEST_WORDS / 2 && !isGap(begin - 1)) {
      begin--;
    }
    return new BrokenPrefix(
        message,
        Math.max(0, begin - contents[message]),
        words(begin, at),
        other.words(begin, at),
        at,
        lost);
  }

  /** From a place to the end of the word that holds another, or of the message. */
  private String words(int begin, int at) {
    int end = Math.min(at, text.length());
    while (end < text.length() && end - begin < LONGEST_WORDS && !isGap(end)) {
      end++;
    }
    return text.substring(Math.min(begin, end), end);
  }

  private boolean isGap(int at) {
    return Character.isWhitespace(text.charAt(at)) || text.charAt(at) == '\0';
  }
}
