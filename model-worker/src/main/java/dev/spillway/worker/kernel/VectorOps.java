package dev.spillway.worker.kernel;

/** Kernels on the Vector API; equal to {@link ScalarOps} bit for bit at every width. */
final class VectorOps implements HostOps {
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
    if (tokens > 1 && tokens <= VectorTileQ8.MOST && w instanceof PanelsQ8 q8) {
      VectorTileQ8.run(q8, x, tokens, y, stride, offset, from, to);
      return;
    }
    if (tokens > 1) {
      VectorTile.run(w, x, tokens, y, stride, offset, from, to, scratch);
      return;
    }
    switch (w) {
      case PanelsF32 f32 -> VectorF32.multiply(f32, x, y, offset, from, to);
      case PanelsF16 f16 -> VectorF16.multiply(f16, x, y, offset, from, to);
      case PanelsQ8 q8 -> VectorQ8.multiply(q8, x, y, offset, from, to);
    }
  }

  @Override
  public void rmsNorm(
      float[] x, float[] weight, float epsilon, int from, int to, float[] out, float[] scratch) {
    VectorRmsNorm.run(x, weight, epsilon, from, to, out, scratch);
  }

  @Override
  public void attend(AttentionRun run, float[] rows, float[] out, Scratch scratch) {
    VectorAttention.run(run, rows, out, scratch);
  }

  @Override
  public int attentionScratch(AttentionRun run) {
    return VectorAttention.scratch(run);
  }

  @Override
  public long attentionRoom(HostKv kv) {
    return VectorAttention.room(kv);
  }

  @Override
  public void swiGlu(float[] gateUp, int width, int from, int to, float[] out) {
    VectorSwiGlu.run(gateUp, width, from, to, out);
  }
}
