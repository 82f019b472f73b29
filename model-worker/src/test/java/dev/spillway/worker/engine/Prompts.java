package dev.spillway.worker.engine;

import dev.spillway.testkit.TinyVocabulary;
import java.util.SplittableRandom;

/** Random prompts; all but {@link #arbitrary} for tiny models. */
final class Prompts {
  private Prompts() {}

  /** Of 1 to 90 tokens. */
  static int[] random(long seed) {
    var random = new SplittableRandom(seed);
    return ofLength(random.nextInt(1, 91), seed);
  }

  static int[] ofLength(int length, long seed) {
    var random = new SplittableRandom(seed ^ 0x5EED);
    return random.ints(length, 0, TinyVocabulary.size()).toArray();
  }

  /** For measurements: never the same twice, so that nothing of it is cached. */
  static int[] arbitrary(int length, int vocabulary) {
    return new SplittableRandom().ints(length, 3, vocabulary).toArray();
  }
}
