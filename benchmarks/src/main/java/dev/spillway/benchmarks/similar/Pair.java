package dev.spillway.benchmarks.similar;

import dev.spillway.cache.similar.Differences;
import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.worker.embed.Embedder;
import java.util.List;

/**
 * Two questions.
 *
 * @param same whether a person says that they have the same answer
 * @param cosine of their embeddings
 * @param passes whether their words differ in how it is asked alone
 */
record Pair(String one, String other, boolean same, double cosine, boolean passes) {

  /** A line: {@code same} or {@code different}, and the questions, with tabs between. */
  static Pair read(String line, Embedder embedder) {
    var fields = line.split("\t", -1);
    var vectors = embedder.embed(List.of(fields[1], fields[2])).toCompletableFuture().join();
    return new Pair(
        fields[1],
        fields[2],
        fields[0].equals("same"),
        cosine(vectors),
        Differences.between(fields[1], fields[2]).isEmpty());
  }

  private static double cosine(Embeddings vectors) {
    var a = vectors.each().getFirst().vector();
    var b = vectors.each().getLast().vector();
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }
}
