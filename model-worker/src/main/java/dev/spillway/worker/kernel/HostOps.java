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

  /** One run. Scratch: {@link #attentionScratch} floats, {@link #attentionRoom} bytes. */
  void attend(AttentionRun run, float[] rows, float[] out, Scratch scratch);

  /** Rows {@code from .. to}. */
  void swiGlu(float[] gateUp, int width, int from, int to, float[] out);

  /** Two panels as floats. */
  static int matmulScratch(int columns) {
    return 2 * Panels.ROWS * columns;
  }

  /** Floats of scratch that a run needs. */
  int attentionScratch(AttentionRun run);

  /** Bytes of scratch by address that attention needs. */
  long attentionRoom(HostKv kv);
}
