package dev.spillway.worker.kernel;

/**
 * Attention of some tokens to their sequence. A score adds its products in order of dimension; an
 * output adds the values of even and of odd positions apart, each in order of position.
 */
final class ScalarAttention {
  private static final int TOKENS = KvShape.BLOCK_TOKENS;

  private ScalarAttention() {}

  /** A score per visible token and 16 partial sums. */
  static int scratch(AttentionRun run) {
    return run.blockCount() * TOKENS + LaneSum.LANES;
  }

  static void run(AttentionRun run, float[] rows, float[] out, float[] scores) {
    int lanes = scores.length - LaneSum.LANES;
    int base = run.firstBlock() * TOKENS;
    for (int query = 0; query < run.queries(); query++) {
      int first = run.first(query) - base;
      int end = run.end(query) - base;
      score(run, rows, run.queryAt(query), first, end, scores);
      float sum = ScalarSoftmax.run(scores, 0, first, end, run.scale(), lanes);
      weigh(run, scores, first, end, 1f / sum, out, run.resultAt(query));
    }
  }

  private static void score(
      AttentionRun run, float[] q, int query, int first, int end, float[] scores) {
    for (int p = first; p < end; p++) {
      long unit = run.unit(p / TOKENS);
      float score = 0f;
      for (int d = 0; d < run.headDim(); d++) {
        score = Math.fma(run.kv().key(unit, p % TOKENS, d), q[query + d], score);
      }
      scores[p] = score;
    }
  }

  private static void weigh(
      AttentionRun run, float[] weights, int first, int end, float norm, float[] out, int at) {
    for (int d = 0; d < run.headDim(); d++) {
      float even = 0f;
      float odd = 0f;
      for (int p = first; p < end; p++) {
        float value = run.kv().value(run.unit(p / TOKENS), p % TOKENS, d);
        if (p % 2 == 0) {
          even = Math.fma(value, weights[p], even);
        } else {
          odd = Math.fma(value, weights[p], odd);
        }
      }
      out[at + d] = (even + odd) * norm;
    }
  }
}
