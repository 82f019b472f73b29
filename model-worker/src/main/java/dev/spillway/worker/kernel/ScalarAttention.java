package dev.spillway.worker.kernel;

/**
 * Attention of one token to its sequence. A score adds its products in order of dimension; an
 * output adds the values of even and of odd positions apart, each in order of position.
 */
final class ScalarAttention {
  private static final int TOKENS = KvShape.BLOCK_TOKENS;

  private ScalarAttention() {}

  static void run(AttentionHead head, float[] q, int query, float[] out, int at, float[] scores) {
    int dim = head.headDim();
    int lanes = scores.length - LaneSum.LANES;
    for (int g = 0; g < head.group(); g++) {
      score(head, q, query + g * dim, scores);
      float sum = ScalarSoftmax.run(scores, head.visible(), head.scale(), lanes);
      weigh(head, scores, 1f / sum, out, at + g * dim);
    }
  }

  private static void score(AttentionHead head, float[] q, int query, float[] scores) {
    for (int p = 0; p < head.visible(); p++) {
      long key = head.keys(p / TOKENS) + 4L * (p % TOKENS);
      float score = 0f;
      for (int d = 0; d < head.headDim(); d++) {
        score = Math.fma(Memory.getFloat(key + 4L * d * TOKENS), q[query + d], score);
      }
      scores[p] = score;
    }
  }

  private static void weigh(AttentionHead head, float[] weights, float norm, float[] out, int at) {
    int stride = 4 * head.paddedDim();
    for (int d = 0; d < head.headDim(); d++) {
      float even = 0f;
      float odd = 0f;
      for (int p = 0; p < head.visible(); p++) {
        long value = head.values(p / TOKENS) + (long) (p % TOKENS) * stride + 4L * d;
        if (p % 2 == 0) {
          even = Math.fma(Memory.getFloat(value), weights[p], even);
        } else {
          odd = Math.fma(Memory.getFloat(value), weights[p], odd);
        }
      }
      out[at + d] = (even + odd) * norm;
    }
  }
}
