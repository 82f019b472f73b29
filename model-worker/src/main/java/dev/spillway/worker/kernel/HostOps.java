package dev.spillway.worker.kernel;

/** One flavour's share of {@link HostKernels}: each operation on a part of its work, one thread. */
interface HostOps {

  /** Panels {@code from .. to} of {@code y = x w}. Scratch: {@link #matmulScratch} floats. */
  void matmul(
      Panels w,
      float[] x,
      int tokens,
      float[] y,
      int stride,
      int offset,
      int from,
      int to,
      float[] scratch);

  /** Rows {@code from .. to}. Scratch: 16 floats. */
  void rmsNorm(
      float[] x, float[] weight, float epsilon, int from, int to, float[] out, float[] scratch);

  /**
   * One KV head of one token, with the query heads that share it. Scratch: {@link
   * #attentionScratch} floats.
   */
  void attend(AttentionHead head, float[] q, int query, float[] out, int at, float[] scratch);

  /** Rows {@code from .. to}. */
  void swiGlu(float[] gateUp, int width, int from, int to, float[] out);

  /** Two panels as floats. */
  static int matmulScratch(int columns) {
    return 2 * Panels.ROWS * columns;
  }

  /** A score per visible token, rounded up to whole blocks, and 16 partial sums. */
  static int attentionScratch(int visible) {
    return KvShape.blocksFor(visible) * KvShape.BLOCK_TOKENS + LaneSum.LANES;
  }
}
