package dev.spillway.worker.kernel;

import dev.spillway.worker.format.TensorData;
import java.lang.foreign.Arena;
import java.util.List;

/**
 * Kernels on the CPU: cuts operations into parts, gives the parts to a {@link Crew}, and leaves the
 * arithmetic to one {@link HostOps}.
 */
final class HostKernels implements Kernels {
  /** Multiply-adds that take about as long as handing work to another thread is worth. */
  private static final long GRAIN = 48_000;

  /** Panels that a matrix kernel takes together. */
  private static final int PANELS = 4;

  private static final int SWIGLU_COST = 24;

  private final KernelFlavour flavour;
  private final HostOps ops;
  private final Crew crew;
  private final Arena arena = Arena.ofShared();
  private final float[][] scratch;

  HostKernels(KernelFlavour flavour, HostOps ops, int threads) {
    this.flavour = flavour;
    this.ops = ops;
    this.crew = new Crew(threads);
    this.scratch = new float[threads][LaneSum.LANES];
  }

  @Override
  public KernelFlavour flavour() {
    return flavour;
  }

  @Override
  public Floats allocate(int length) {
    return new HostFloats(new float[length]);
  }

  @Override
  public Floats upload(float[] values) {
    return new HostFloats(values.clone());
  }

  @Override
  public void read(Floats from, int offset, float[] to, int length) {
    System.arraycopy(HostFloats.of(from), offset, to, 0, length);
  }

  @Override
  public Weights load(List<TensorData> parts) {
    return new Packer(parts, arena).pack();
  }

  @Override
  public KvMemory allocateKv(KvShape shape, int blocks) {
    return new HostKv(shape, blocks, arena);
  }

  @Override
  public void embed(TensorData table, Batch batch, Floats out) {
    float[] rows = HostFloats.of(out);
    int columns = (int) table.columns();
    for (int t = 0; t < batch.tokens(); t++) {
      Elements.row(table, batch.id(t), rows, t * columns);
    }
  }

  @Override
  public void matmul(Weights w, Floats x, int tokens, Floats y, int stride, int offset) {
    var panels = (Panels) w;
    float[] in = HostFloats.of(x);
    float[] out = HostFloats.of(y);
    ensureScratch(HostOps.matmulScratch(w.columns()));
    long panelCost = (long) Panels.ROWS * w.columns() * tokens;
    crew.run(
        panels.panels(),
        grain(panelCost, PANELS),
        (thread, from, to) ->
            ops.matmul(panels, in, tokens, out, stride, offset, from, to, scratch[thread]));
  }

  @Override
  public void rmsNorm(Floats x, Floats weight, float epsilon, int tokens, Floats out) {
    float[] in = HostFloats.of(x);
    float[] scale = HostFloats.of(weight);
    float[] result = HostFloats.of(out);
    crew.run(
        tokens,
        grain(scale.length, 1),
        (thread, from, to) -> ops.rmsNorm(in, scale, epsilon, from, to, result, scratch[thread]));
  }

  @Override
  public void rope(Floats qkv, Batch batch, AttentionShape shape, RopeTable table) {
    float[] rows = HostFloats.of(qkv);
    int heads = shape.heads() + shape.kvHeads();
    crew.run(
        batch.tokens(),
        grain(8L * heads * shape.headDim(), 1),
        (thread, from, to) -> {
          for (int t = from; t < to; t++) {
            Rope.rotate(
                rows, t * shape.rowWidth(), heads, shape.headDim(), table, batch.position(t));
          }
        });
  }

  @Override
  public void attention(
      Floats qkv, Batch batch, AttentionShape shape, KvMemory memory, int layer, Floats out) {
    var kv = (HostKv) memory;
    float[] rows = HostFloats.of(qkv);
    float[] result = HostFloats.of(out);
    int longest = 0;
    long seen = 0;
    for (int t = 0; t < batch.tokens(); t++) {
      keep(rows, t, batch, shape, kv, layer);
      longest = Math.max(longest, batch.position(t) + 1);
      seen += batch.position(t) + 1;
    }
    ensureScratch(HostOps.attentionScratch(longest));
    int items = batch.tokens() * shape.kvHeads();
    long itemCost = 4 * seen * shape.group() * shape.headDim() / batch.tokens();
    crew.run(
        items,
        grain(itemCost, 1),
        (thread, from, to) -> {
          for (int item = from; item < to; item++) {
            int t = item / shape.kvHeads();
            int kvHead = item % shape.kvHeads();
            int first = kvHead * shape.group() * shape.headDim();
            var head =
                new AttentionHead(
                    kv, layer, kvHead, shape.group(), batch.blocks(t), batch.position(t) + 1);
            ops.attend(
                head,
                rows,
                t * shape.rowWidth() + first,
                result,
                t * shape.queryWidth() + first,
                scratch[thread]);
          }
        });
  }

  private static void keep(
      float[] rows, int token, Batch batch, AttentionShape shape, HostKv kv, int layer) {
    int position = batch.position(token);
    int block = batch.blocks(token)[position / KvShape.BLOCK_TOKENS];
    int keys = token * shape.rowWidth() + shape.queryWidth();
    for (int h = 0; h < shape.kvHeads(); h++) {
      int key = keys + h * shape.headDim();
      kv.put(layer, block, position % KvShape.BLOCK_TOKENS, h, rows, key, key + shape.kvWidth());
    }
  }

  @Override
  public void swiGlu(Floats gateUp, int tokens, int width, Floats out) {
    float[] in = HostFloats.of(gateUp);
    float[] result = HostFloats.of(out);
    crew.run(
        tokens,
        grain((long) SWIGLU_COST * width, 1),
        (_, from, to) -> ops.swiGlu(in, width, from, to, result));
  }

  @Override
  public void add(Floats x, Floats y, int length) {
    float[] to = HostFloats.of(x);
    float[] from = HostFloats.of(y);
    for (int i = 0; i < length; i++) {
      to[i] += from[i];
    }
  }

  @Override
  public void gatherOutputs(Floats x, Batch batch, int columns, Floats out) {
    float[] from = HostFloats.of(x);
    float[] to = HostFloats.of(out);
    for (int o = 0; o < batch.outputCount(); o++) {
      System.arraycopy(from, batch.output(o) * columns, to, o * columns, columns);
    }
  }

  @Override
  public void close() {
    crew.close();
    arena.close();
  }

  /** Items of the given cost that make a piece worth handing out, a multiple of {@code unit}. */
  private static int grain(long cost, int unit) {
    long items = Math.max(1, GRAIN / Math.max(1, cost));
    return (int) ((items + unit - 1) / unit * unit);
  }

  private void ensureScratch(int floats) {
    for (int i = 0; i < scratch.length; i++) {
      if (scratch[i].length < floats) {
        scratch[i] = new float[floats];
      }
    }
  }
}
