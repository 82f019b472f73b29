package dev.spillway.worker.kernel;

import static dev.spillway.worker.kernel.Lanes.COUNT;
import static dev.spillway.worker.kernel.Lanes.floats;
import static dev.spillway.worker.kernel.Lanes.spread;
import static dev.spillway.worker.kernel.Lanes.zero;

import jdk.incubator.vector.FloatVector;

/**
 * Scores of up to four blocks of keys {@code [headDim, 16]}, which lie at equal distances; a lane
 * is a token. One sum would wait for its own last addition, so four blocks are taken at once, and
 * by machines with long vectors four queries.
 */
final class VectorScores {
  /** Blocks that are taken at once. */
  static final int BLOCKS = 4;

  private static final int TOKENS = KvShape.BLOCK_TOKENS;
  private static final long KEY_STEP = 4L * TOKENS;

  private VectorScores() {}

  /** One query: {@code scores[to ..]} is what block {@code k0} gives, and so on. */
  static void one(
      long k0, long k1, long k2, long k3, int dim, float[] q, int query, float[] scores, int to) {
    for (int lane = 0; lane < TOKENS; lane += COUNT) {
      FloatVector sum0 = zero();
      FloatVector sum1 = zero();
      FloatVector sum2 = zero();
      FloatVector sum3 = zero();
      long step = 4L * lane;
      for (int i = 0; i < dim; i++) {
        FloatVector value = spread(q[query + i]);
        sum0 = floats(k0 + step).fma(value, sum0);
        sum1 = floats(k1 + step).fma(value, sum1);
        sum2 = floats(k2 + step).fma(value, sum2);
        sum3 = floats(k3 + step).fma(value, sum3);
        step += KEY_STEP;
      }
      sum0.intoArray(scores, to + lane);
      sum1.intoArray(scores, to + lane + TOKENS);
      sum2.intoArray(scores, to + lane + 2 * TOKENS);
      sum3.intoArray(scores, to + lane + 3 * TOKENS);
    }
  }

  /** Four queries, for vectors of 16 lanes: those at {@code q[q0 ..]}, and so on. */
  static void four(
      long k0,
      long k1,
      long k2,
      long k3,
      int dim,
      float[] q,
      int q0,
      int q1,
      int q2,
      int q3,
      float[] scores,
      int s0,
      int s1,
      int s2,
      int s3) {
    FloatVector a0 = zero();
    FloatVector b0 = zero();
    FloatVector c0 = zero();
    FloatVector d0 = zero();
    FloatVector a1 = zero();
    FloatVector b1 = zero();
    FloatVector c1 = zero();
    FloatVector d1 = zero();
    FloatVector a2 = zero();
    FloatVector b2 = zero();
    FloatVector c2 = zero();
    FloatVector d2 = zero();
    FloatVector a3 = zero();
    FloatVector b3 = zero();
    FloatVector c3 = zero();
    FloatVector d3 = zero();
    long step = 0;
    for (int i = 0; i < dim; i++) {
      FloatVector key0 = floats(k0 + step);
      FloatVector key1 = floats(k1 + step);
      FloatVector key2 = floats(k2 + step);
      FloatVector key3 = floats(k3 + step);
      FloatVector a = spread(q[q0 + i]);
      a0 = key0.fma(a, a0);
      a1 = key1.fma(a, a1);
      a2 = key2.fma(a, a2);
      a3 = key3.fma(a, a3);
      FloatVector b = spread(q[q1 + i]);
      b0 = key0.fma(b, b0);
      b1 = key1.fma(b, b1);
      b2 = key2.fma(b, b2);
      b3 = key3.fma(b, b3);
      FloatVector c = spread(q[q2 + i]);
      c0 = key0.fma(c, c0);
      c1 = key1.fma(c, c1);
      c2 = key2.fma(c, c2);
      c3 = key3.fma(c, c3);
      FloatVector d = spread(q[q3 + i]);
      d0 = key0.fma(d, d0);
      d1 = key1.fma(d, d1);
      d2 = key2.fma(d, d2);
      d3 = key3.fma(d, d3);
      step += KEY_STEP;
    }
    a0.intoArray(scores, s0);
    a1.intoArray(scores, s0 + 1 * TOKENS);
    a2.intoArray(scores, s0 + 2 * TOKENS);
    a3.intoArray(scores, s0 + 3 * TOKENS);
    b0.intoArray(scores, s1);
    b1.intoArray(scores, s1 + 1 * TOKENS);
    b2.intoArray(scores, s1 + 2 * TOKENS);
    b3.intoArray(scores, s1 + 3 * TOKENS);
    c0.intoArray(scores, s2);
    c1.intoArray(scores, s2 + 1 * TOKENS);
    c2.intoArray(scores, s2 + 2 * TOKENS);
    c3.intoArray(scores, s2 + 3 * TOKENS);
    d0.intoArray(scores, s3);
    d1.intoArray(scores, s3 + 1 * TOKENS);
    d2.intoArray(scores, s3 + 2 * TOKENS);
    d3.intoArray(scores, s3 + 3 * TOKENS);
  }
}
