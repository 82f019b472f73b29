package dev.spillway.worker.kernel;

import static dev.spillway.worker.kernel.Lanes.COUNT;
import static dev.spillway.worker.kernel.Lanes.floats;
import static dev.spillway.worker.kernel.Lanes.spread;
import static dev.spillway.worker.kernel.Lanes.store;
import static dev.spillway.worker.kernel.Lanes.zero;

import jdk.incubator.vector.FloatVector;

/** {@link ScalarAttention} with vectors: a lane is a token for scores, a dimension for outputs. */
final class VectorAttention {
  private static final int TOKENS = KvShape.BLOCK_TOKENS;
  private static final long KEY_STEP = 4L * TOKENS;

  private VectorAttention() {}

  static void run(AttentionHead head, float[] q, int query, float[] out, int at, float[] scores) {
    int dim = head.headDim();
    int lanes = scores.length - LaneSum.LANES;
    for (int g = 0; g < head.group(); g++) {
      score(head, q, query + g * dim, scores);
      float sum = VectorSoftmax.run(scores, head.visible(), head.scale(), lanes);
      weigh(head, scores, 1f / sum, out, at + g * dim);
    }
  }

  private static void score(AttentionHead head, float[] q, int query, float[] scores) {
    int blocks = KvShape.blocksFor(head.visible());
    int block = 0;
    for (; block + 4 <= blocks; block += 4) {
      scoreFour(head, block, q, query, scores);
    }
    for (; block < blocks; block++) {
      scoreOne(head, block, q, query, scores);
    }
  }

  /** Four blocks at once: one sum would wait for its own last addition. */
  private static void scoreFour(
      AttentionHead head, int block, float[] q, int query, float[] scores) {
    int dim = head.headDim();
    for (int lane = 0; lane < TOKENS; lane += COUNT) {
      long keys0 = head.keys(block) + 4L * lane;
      long keys1 = head.keys(block + 1) + 4L * lane;
      long keys2 = head.keys(block + 2) + 4L * lane;
      long keys3 = head.keys(block + 3) + 4L * lane;
      FloatVector sum0 = zero();
      FloatVector sum1 = zero();
      FloatVector sum2 = zero();
      FloatVector sum3 = zero();
      for (int d = 0; d < dim; d++) {
        FloatVector value = spread(q[query + d]);
        long step = KEY_STEP * d;
        sum0 = floats(keys0 + step).fma(value, sum0);
        sum1 = floats(keys1 + step).fma(value, sum1);
        sum2 = floats(keys2 + step).fma(value, sum2);
        sum3 = floats(keys3 + step).fma(value, sum3);
      }
      int to = block * TOKENS + lane;
      sum0.intoArray(scores, to);
      sum1.intoArray(scores, to + TOKENS);
      sum2.intoArray(scores, to + 2 * TOKENS);
      sum3.intoArray(scores, to + 3 * TOKENS);
    }
  }

  private static void scoreOne(
      AttentionHead head, int block, float[] q, int query, float[] scores) {
    int dim = head.headDim();
    for (int lane = 0; lane < TOKENS; lane += COUNT) {
      long keys = head.keys(block) + 4L * lane;
      FloatVector sum = zero();
      for (int d = 0; d < dim; d++) {
        sum = floats(keys + KEY_STEP * d).fma(spread(q[query + d]), sum);
      }
      sum.intoArray(scores, block * TOKENS + lane);
    }
  }

  private static void weigh(AttentionHead head, float[] weights, float norm, float[] out, int at) {
    int padded = head.paddedDim();
    for (int d = 0; d < padded; d += 2 * COUNT) {
      if (d + COUNT < padded) {
        weighTwo(head, d, weights, norm, out, at);
      } else {
        weighOne(head, d, weights, norm, out, at);
      }
    }
  }

  private static void weighTwo(
      AttentionHead head, int d, float[] weights, float norm, float[] out, int at) {
    long stride = 4L * head.paddedDim();
    long next = 4L * COUNT;
    int visible = head.visible();
    FloatVector even0 = zero();
    FloatVector even1 = zero();
    FloatVector odd0 = zero();
    FloatVector odd1 = zero();
    for (int first = 0; first < visible; first += TOKENS) {
      long value = head.values(first / TOKENS) + 4L * d;
      int end = Math.min(visible, first + TOKENS);
      int p = first;
      for (; p + 1 < end; p += 2) {
        FloatVector w0 = spread(weights[p]);
        FloatVector w1 = spread(weights[p + 1]);
        even0 = floats(value).fma(w0, even0);
        even1 = floats(value + next).fma(w0, even1);
        odd0 = floats(value + stride).fma(w1, odd0);
        odd1 = floats(value + stride + next).fma(w1, odd1);
        value += 2 * stride;
      }
      if (p < end) {
        FloatVector w0 = spread(weights[p]);
        even0 = floats(value).fma(w0, even0);
        even1 = floats(value + next).fma(w0, even1);
      }
    }
    int left = head.headDim() - d;
    store(even0.add(odd0).mul(norm), out, at + d, left);
    store(even1.add(odd1).mul(norm), out, at + d + COUNT, left - COUNT);
  }

  private static void weighOne(
      AttentionHead head, int d, float[] weights, float norm, float[] out, int at) {
    long stride = 4L * head.paddedDim();
    int visible = head.visible();
    FloatVector even = zero();
    FloatVector odd = zero();
    for (int first = 0; first < visible; first += TOKENS) {
      long value = head.values(first / TOKENS) + 4L * d;
      int end = Math.min(visible, first + TOKENS);
      int p = first;
      for (; p + 1 < end; p += 2) {
        even = floats(value).fma(spread(weights[p]), even);
        odd = floats(value + stride).fma(spread(weights[p + 1]), odd);
        value += 2 * stride;
      }
      if (p < end) {
        even = floats(value).fma(spread(weights[p]), even);
      }
    }
    store(even.add(odd).mul(norm), out, at + d, head.headDim() - d);
  }
}
