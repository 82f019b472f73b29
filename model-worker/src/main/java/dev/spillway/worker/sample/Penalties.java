package dev.spillway.worker.sample;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes tokens that an answer has already less probable, or more: the logit of one that it has
 * {@code n} times is lowered by {@code n} times the frequency penalty, and by the presence penalty
 * once, as OpenAI defines the two. Tokens of the prompt do not count.
 *
 * <p>Law "one answer": what is lowered depends on the answer's own tokens alone, those included
 * that another worker gave. Logits may be shared by several answers, so they are given back as they
 * were. There are as many tokens as the answer has at most.
 */
final class Penalties {
  private final float frequency;
  private final float presence;
  private final Map<Integer, Integer> counts = new LinkedHashMap<>();
  private float[] saved = {};

  Penalties(float frequency, float presence, int[] answered) {
    this.frequency = frequency;
    this.presence = presence;
    for (int token : answered) {
      add(token);
    }
  }

  /** The answer goes on with this token. */
  void add(int token) {
    counts.merge(token, 1, Integer::sum);
  }

  /** Lowers the logits that begin at {@code from}, until they are restored. */
  void apply(float[] logits, int from) {
    if (saved.length < counts.size()) {
      saved = Arrays.copyOf(saved, Math.max(16, 2 * counts.size()));
    }
    int at = 0;
    for (var each : counts.entrySet()) {
      int place = from + each.getKey();
      saved[at++] = logits[place];
      logits[place] -= each.getValue() * frequency + presence;
    }
  }

  /** Gives the logits back as they were. */
  void restore(float[] logits, int from) {
    int at = 0;
    for (int token : counts.keySet()) {
      logits[from + token] = saved[at++];
    }
  }
}
