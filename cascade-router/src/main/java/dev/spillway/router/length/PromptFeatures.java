package dev.spillway.router.length;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Role;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * What of a request tells how long its answer will be: the words of the last question and their
 * neighbours, and cues such as its length, how it begins and ends, "50 words", code, what is asked
 * to be a list, the turns before it, the system prompt as a whole, the limit that the client set.
 *
 * <p>Each is a column, chosen by a hash (Weinberger et al. 2009, arXiv 0902.2206). Nothing of the
 * text can be read from the columns, and there are at most {@value #MOST}: of a long question its
 * beginning and its end count, where instructions are.
 */
public final class PromptFeatures {
  /** Words and pairs of words, and cues. */
  static final int MOST = 4 * Words.MOST_PER_PART + Cues.MOST;

  private static final int PART = 1_024;

  private final int[] words;
  private final int[] cues;
  private final OptionalInt maxTokens;

  private PromptFeatures(int[] words, int[] cues, OptionalInt maxTokens) {
    this.words = words;
    this.cues = cues;
    this.maxTokens = maxTokens;
  }

  /** Reads a request, in microseconds however long it is. */
  public static PromptFeatures of(ChatRequest request) {
    var messages = request.messages();
    int last = messages.size() - 1;
    while (last > 0 && messages.get(last).role() != Role.USER) {
      last--;
    }
    var cues = new Cues();
    String text = messages.get(last).content();
    var words = new Words(cues);
    words.read(text, 0, Math.min(text.length(), PART));
    words.read(text, Math.max(PART, text.length() - PART), text.length());
    words.ends();
    cues.shape(text, PART);
    cues.size(Cues.QUESTION_LENGTH, text.length());
    cues.size(Cues.TURNS, messages.size());
    for (int i = 0; i < messages.size(); i++) {
      ChatMessage message = messages.get(i);
      if (message.role() == Role.SYSTEM) {
        cues.add(Cues.SYSTEM, beginning(message.content()));
      } else if (i == last - 1) {
        cues.size(Cues.ANSWER_BEFORE, message.content().length());
      }
    }
    var sampling = request.sampling();
    cues.size(Cues.LIMIT, sampling.maxTokens().orElse(0));
    cues.add(Cues.STOPS, sampling.stop().size());
    return new PromptFeatures(words.distinct(), cues.columns(), sampling.maxTokens());
  }

  /** Requests with the same system prompt are of the same application. */
  private static int beginning(String text) {
    return text.substring(0, Math.min(text.length(), PART)).hashCode() * 31 + text.length();
  }

  OptionalInt maxTokens() {
    return maxTokens;
  }

  /** Distinct hashes. Not to be changed. */
  int[] words() {
    return words;
  }

  /** Hashes. Not to be changed. */
  int[] cues() {
    return cues;
  }

  /** The words of a text that is read in two parts, and what they say as cues. */
  private static final class Words {
    static final int MOST_PER_PART = 192;
    private static final int NONE = 0;
    private static final int SEED = 0x9E3779B9;
    private static final int NUMBER_DIGITS = 6;

    private final Cues cues;
    private final int[] columns = new int[4 * MOST_PER_PART];
    private int count;
    private int seen;
    private int last;

    Words(Cues cues) {
      this.cues = cues;
    }

    void read(String text, int from, int to) {
      int before = NONE;
      int word = NONE;
      int most = count + 2 * MOST_PER_PART;
      long number = 0;
      int digits = 0;
      boolean counted = false;
      for (int i = from; i <= to && count + 2 <= most; i++) {
        char c = i < to ? text.charAt(i) : ' ';
        if (Character.isLetterOrDigit(c) && !Character.isIdeographic(c)) {
          word = (word == NONE ? SEED : word) * 31 + Character.toLowerCase(c);
          boolean digit = c >= '0' && c <= '9' && digits >= 0 && digits < NUMBER_DIGITS;
          number = digit ? 10 * number + c - '0' : number;
          digits = digit ? digits + 1 : -1;
          continue;
        }
        if (word != NONE) {
          add(before, word);
          if (counted) {
            cues.add(Cues.COUNTED, word);
          }
          counted = digits > 0;
          if (counted) {
            cues.size(Cues.NUMBER, (int) number);
          }
          before = word;
        }
        word = NONE;
        number = 0;
        digits = 0;
        // Scripts without spaces: each character is a word.
        if (Character.isIdeographic(c) && count + 2 <= most) {
          add(before, SEED ^ c);
          before = last;
          counted = false;
        }
      }
    }

    private void add(int before, int word) {
      columns[count++] = word;
      if (before != NONE) {
        columns[count++] = before * 0x85EBCA6B + word;
      }
      if (seen == 0) {
        cues.add(Cues.FIRST, word);
      } else if (seen == 1) {
        cues.add(Cues.FIRST_TWO, before * 0x85EBCA6B + word);
      }
      seen++;
      last = word;
    }

    void ends() {
      if (seen > 0) {
        cues.add(Cues.LAST, last);
      }
    }

    int[] distinct() {
      Arrays.sort(columns, 0, count);
      int kept = 0;
      for (int i = 0; i < count; i++) {
        if (kept == 0 || columns[kept - 1] != columns[i]) {
          columns[kept++] = columns[i];
        }
      }
      return Arrays.copyOf(columns, kept);
    }
  }

  /** Named hints, each with a value. */
  private static final class Cues {
    static final int MOST = 32;

    static final int QUESTION_LENGTH = 1;
    static final int TURNS = 2;
    static final int SYSTEM = 3;
    static final int ANSWER_BEFORE = 4;
    static final int LIMIT = 5;
    static final int STOPS = 6;
    static final int FIRST = 7;
    static final int FIRST_TWO = 8;
    static final int LAST = 9;
    static final int NUMBER = 10;
    static final int COUNTED = 11;
    static final int LINES = 12;
    static final int ENDING = 13;
    static final int CODE = 14;

    private final int[] columns = new int[MOST];
    private int count;

    /** What does not fit is left out; a question full of numbers has no more to say by them. */
    void add(int kind, int value) {
      if (count < MOST) {
        columns[count++] = (kind * 0xC2B2AE35) ^ (value * 0x27D4EB2F + kind);
      }
    }

    /** An amount by its order of magnitude, coarsely and finely. */
    void size(int kind, int amount) {
      double octaves = Math.log1p(Math.max(0, amount)) / Math.log(2);
      add(kind, (int) octaves);
      add(kind, 1_000 + (int) (2 * octaves));
    }

    void shape(String text, int part) {
      int lines = 0;
      char ending = ' ';
      for (int i = 0; i < Math.min(part, text.length()); i++) {
        lines += text.charAt(i) == '\n' ? 1 : 0;
      }
      for (int i = text.length() - 1; i >= Math.max(0, text.length() - part); i--) {
        if (!Character.isWhitespace(text.charAt(i))) {
          ending = text.charAt(i);
          break;
        }
      }
      add(LINES, Math.min(6, lines));
      if (!Character.isLetterOrDigit(ending)) {
        add(ENDING, ending);
      }
      int fence = text.indexOf("```", 0, Math.min(part, text.length()));
      if (fence >= 0) {
        add(CODE, 1);
      }
    }

    int[] columns() {
      return Arrays.copyOf(columns, count);
    }
  }
}
