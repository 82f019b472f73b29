package dev.spillway.benchmarks.similar;

import dev.spillway.cache.ResponseKey;
import dev.spillway.cache.similar.Differences;
import dev.spillway.cache.similar.NearQuestions;
import dev.spillway.worker.embed.Embedder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Predicate;

/**
 * Of pairs of questions that a person labelled: how many count as the same by nearness alone, and
 * by nearness and words; and what looking costs. The policy's router is not asked here: it depends
 * on the policy.
 */
public final class SimilarBenchmark {
  private static final double[] COSINES = {0.7, 0.75, 0.8, 0.85, 0.9, 0.95};
  private static final int QUESTIONS = 2_000;
  private static final int NUMBERS = 384;
  private static final int ROUNDS = 2_000;

  private SimilarBenchmark() {}

  /** The pairs' file. */
  public static void main(String[] arguments) throws IOException {
    try (var embedder = new Embedder(true)) {
      var pairs =
          Files.readAllLines(Path.of(arguments[0])).stream()
              .filter(line -> !line.isBlank())
              .map(line -> Pair.read(line, embedder))
              .toList();
      table(pairs);
      examples(pairs);
      times(pairs, embedder);
    }
  }

  private static void table(List<Pair> pairs) {
    System.out.printf(
        Locale.ROOT,
        "%d pairs: %d same, %d different%n",
        pairs.size(),
        count(pairs, Pair::same),
        count(pairs, pair -> !pair.same()));
    System.out.printf(
        Locale.ROOT, "cosine   by nearness: same different   and by words: same different%n");
    for (var least : COSINES) {
      Predicate<Pair> near = pair -> pair.cosine() >= least;
      var both = near.and(Pair::passes);
      System.out.printf(
          Locale.ROOT,
          "%.2f %23d %9d %21d %9d%n",
          least,
          count(pairs, near.and(Pair::same)),
          count(pairs, near.and(pair -> !pair.same())),
          count(pairs, both.and(Pair::same)),
          count(pairs, both.and(pair -> !pair.same())));
    }
  }

  private static void examples(List<Pair> pairs) {
    for (var pair : pairs) {
      if (pair.passes() != pair.same()) {
        System.out.printf(
            Locale.ROOT,
            "%s %.3f: %s | %s%n",
            pair.same() ? "refused" : "WRONGLY PASSED",
            pair.cosine(),
            pair.one(),
            pair.other());
      }
    }
  }

  private static void times(List<Pair> pairs, Embedder embedder) {
    System.out.printf(
        Locale.ROOT, "embedding: %.1f ms a question%n", embedder.nanos() / 1e6 / embedder.texts());
    long begin = 0;
    int passed = 0;
    for (int round = 0; round < 2; round++) {
      begin = cpuNanos();
      for (int i = 0; i < ROUNDS; i++) {
        var pair = pairs.get(i % pairs.size());
        passed += Differences.between(pair.one(), pair.other()).isEmpty() ? 1 : 0;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "comparing words: %.0f us of a core a pair (%d passed)%n",
        nanos(begin) / 1e3,
        passed);
    var random = new Random(1);
    var questions = new NearQuestions(QUESTIONS, Long.MAX_VALUE);
    for (int i = 0; i < QUESTIONS; i++) {
      questions.add("c", vector(random), "question", new ResponseKey("n", "%064d".formatted(i)));
    }
    int found = 0;
    for (int round = 0; round < 2; round++) {
      begin = cpuNanos();
      for (int i = 0; i < ROUNDS; i++) {
        found += questions.near("n", "c", vector(random), 0.9, 4).size();
      }
    }
    System.out.printf(
        Locale.ROOT,
        "looking through %d questions: %.0f us of a core (%d found)%n",
        QUESTIONS,
        nanos(begin) / 1e3,
        found);
  }

  private static double nanos(long begin) {
    return (cpuNanos() - begin) / (double) ROUNDS;
  }

  /** This thread's, which others that want the cores do not change much. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static float[] vector(Random random) {
    var vector = new float[NUMBERS];
    for (int i = 0; i < NUMBERS; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  private static long count(List<Pair> pairs, Predicate<Pair> which) {
    return pairs.stream().filter(which).count();
  }
}
