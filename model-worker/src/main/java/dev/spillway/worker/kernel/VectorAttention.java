package dev.spillway.worker.kernel;

import static dev.spillway.worker.kernel.Lanes.COUNT;

import java.util.Arrays;

/**
 * {@link ScalarAttention} with vectors. Blocks are the outer loop: what one holds is brought into a
 * near cache, and converted to floats if need be, once for all queries of the run.
 *
 * <p>Scratch is a row of scores per query, sums of even and odd positions per query, and 16 partial
 * sums. Four queries share what they load; where fewer than four are left, the last is computed
 * several times, and what belongs to it written several times with the same bits.
 */
final class VectorAttention {
  private static final int TOKENS = KvShape.BLOCK_TOKENS;
  private static final int TOGETHER = COUNT == Panels.ROWS ? 4 : 1;

  private VectorAttention() {}

  /** Floats of scratch. */
  static int scratch(AttentionRun run) {
    return run.queries() * (stride(run) + 2 * run.kv().paddedDim()) + LaneSum.LANES;
  }

  /** Bytes of scratch by address. */
  static long room(HostKv kv) {
    return VectorScores.BLOCKS * VectorKv.room(kv);
  }

  static void run(AttentionRun run, float[] rows, float[] out, Scratch scratch) {
    float[] floats = scratch.floats();
    score(run, rows, floats, scratch.nativeAddress());
    int stride = stride(run);
    int base = run.firstBlock() * TOKENS;
    int lanes = floats.length - LaneSum.LANES;
    int padded = run.kv().paddedDim();
    int sums = run.queries() * stride;
    Arrays.fill(floats, sums, sums + run.queries() * 2 * padded, 0f);
    var norms = new float[run.queries()];
    for (int query = 0; query < norms.length; query++) {
      int at = query * stride;
      int end = run.end(query) - base;
      float sum = VectorSoftmax.run(floats, at, run.first(query) - base, end, run.scale(), lanes);
      Arrays.fill(floats, at + end, at + stride, 0f);
      norms[query] = 1f / sum;
    }
    weigh(run, floats, sums, scratch.nativeAddress());
    for (int query = 0; query < norms.length; query++) {
      finish(run, floats, sums + query * 2 * padded, norms[query], out, run.resultAt(query));
    }
  }

  /** Scores per query, up to whole blocks, and room for as many as are computed together. */
  private static int stride(AttentionRun run) {
    int blocks = run.blockCount() + VectorScores.BLOCKS - 1;
    return blocks / VectorScores.BLOCKS * VectorScores.BLOCKS * TOKENS;
  }

  private static void score(AttentionRun run, float[] rows, float[] scores, long room) {
    var kv = run.kv();
    int dim = run.headDim();
    int stride = stride(run);
    int last = run.queries() - 1;
    int count = run.blockCount();
    for (int n = 0; n < count; n += VectorScores.BLOCKS) {
      long k0 = VectorKv.keys(kv, run.unit(n), room);
      long k1 = keys(run, n + 1, count, k0, room + VectorKv.room(kv));
      long k2 = keys(run, n + 2, count, k1, room + 2 * VectorKv.room(kv));
      long k3 = keys(run, n + 3, count, k2, room + 3 * VectorKv.room(kv));
      int at = n * TOKENS;
      for (int a = 0; a <= last; a += TOGETHER) {
        if (TOGETHER == 1 || a == last) {
          VectorScores.one(k0, k1, k2, k3, dim, rows, run.queryAt(a), scores, a * stride + at);
        } else {
          int b = a + 1;
          int c = Math.min(a + 2, last);
          int d = Math.min(a + 3, last);
          VectorScores.four(
              k0,
              k1,
              k2,
              k3,
              dim,
              rows,
              run.queryAt(a),
              run.queryAt(b),
              run.queryAt(c),
              run.queryAt(d),
              scores,
              a * stride + at,
              b * stride + at,
              c * stride + at,
              d * stride + at);
        }
      }
    }
  }

  /** Behind the last block the one before serves: its scores are never looked at. */
  private static long keys(AttentionRun run, int n, int count, long before, long room) {
    return n < count ? VectorKv.keys(run.kv(), run.unit(n), room) : before;
  }

  private static void weigh(AttentionRun run, float[] floats, int sums, long room) {
    var kv = run.kv();
    int padded = kv.paddedDim();
    int stride = stride(run);
    int last = run.queries() - 1;
    for (int n = 0; n < run.blockCount(); n++) {
      long values = VectorKv.values(kv, run.unit(n), room);
      int slots = run.slots(n);
      int at = n * TOKENS;
      for (int a = 0; a <= last; a += TOGETHER) {
        int end = Math.min(a + TOGETHER, last + 1);
        int done = 0;
        if (end - a > 1 && slots == TOKENS) {
          int b = a + 1;
          int c = Math.min(a + 2, last);
          int d = Math.min(a + 3, last);
          done =
              VectorValues.four(
                  values,
                  padded,
                  floats,
                  a * stride + at,
                  b * stride + at,
                  c * stride + at,
                  d * stride + at,
                  floats,
                  sums + a * 2 * padded,
                  sums + b * 2 * padded,
                  sums + c * 2 * padded,
                  sums + d * 2 * padded);
        }
        for (int query = a; query < end; query++) {
          int to = sums + query * 2 * padded;
          VectorValues.one(values, padded, done, slots, floats, query * stride + at, floats, to);
        }
      }
    }
  }

  private static void finish(
      AttentionRun run, float[] floats, int sums, float norm, float[] out, int at) {
    int padded = run.kv().paddedDim();
    for (int d = 0; d < run.headDim(); d++) {
      out[at + d] = (floats[sums + d] + floats[sums + padded + d]) * norm;
    }
  }
}
