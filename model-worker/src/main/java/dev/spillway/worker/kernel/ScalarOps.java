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
  public void attend(
      AttentionHead head, float[] q, int query, float[] out, int at, float[] scratch) {
    ScalarAttention.run(head, q, query, out, at, scratch);
  }

  @Override
  public void swiGlu(float[] gateUp, int width, int from, int to, float[] out) {
    ScalarSwiGlu.run(gateUp, width, from, to, out);
  }
}
