package dev.spillway.worker.kernel;

/** The oracle: what every other flavour must compute, written as plainly as possible. */
final class ScalarOps implements HostOps {
  @Override
  public void matmul(
      Panels w,
      float[] x,
      int tokens,
      float[] y,
      int stride,
      int offset,
      int from,
      int to,
      float[] scratch) {
    ScalarMatmul.run(w, x, tokens, y, stride, offset, from, to, scratch);
  }

  @Override
  public void rmsNorm(
      float[] x, float[] weight, float epsilon, int from, int to, float[] out, float[] scratch) {
    ScalarRmsNorm.run(x, weight, epsilon, from, to, out, scratch);
  }

  @Override
  public void attend(AttentionRun run, float[] rows, float[] out, Scratch scratch) {
    ScalarAttention.run(run, rows, out, scratch.floats());
  }

  @Override
  public int attentionScratch(AttentionRun run) {
    return ScalarAttention.scratch(run);
  }

  @Override
  public long attentionRoom(HostKv kv) {
    return 0;
  }

  @Override
  public void swiGlu(float[] gateUp, int width, int from, int to, float[] out) {
    ScalarSwiGlu.run(gateUp, width, from, to, out);
  }
}
