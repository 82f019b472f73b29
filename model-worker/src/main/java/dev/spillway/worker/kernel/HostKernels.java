package dev.spillway.worker.kernel;

import dev.spillway.worker.format.TensorData;
import dev.spillway.worker.kernel.AttentionRuns.Run;
import java.lang.foreign.Arena;
import java.util.Arrays;
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
  private static final int KEEP_COST = 16;

  private final KernelFlavour flavour;
  private final HostOps ops;
  private final Crew crew;
  private final Arena arena = Arena.ofShared();
  private final Scratch[] scratch;

  HostKernels(KernelFlavour flavour, HostOps ops, int threads) {
    this.flavour = flavour;
    this.ops = ops;
    this.crew = new Crew(threads);
    this.scratch = new Scratch[threads];
    Arrays.setAll(scratch, _ -> new Scratch(arena));
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
    return HostKv.allocate(shape, blocks, arena);
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
            ops.matmul(
                panels, in, tokens, out, stride, offset, from, to, scratch[thread].floats()));
  }

  @Override
  public void rmsNorm(Floats x, Floats weight, float epsilon, int tokens, Floats out) {
    float[] in = HostFloats.of(x);
    float[] scale = HostFloats.of(weight);
    float[] result = HostFloats.of(out);
    crew.run(
        tokens,
        grain(scale.length, 1),
        (thread, from, to) ->
            ops.rmsNorm(in, scale, epsilon, from, to, result, scratch[thread].floats()));
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
    int tokens = batch.tokens();
    crew.run(
        tokens,
        grain((long) KEEP_COST * shape.kvWidth(), 1),
        (_, from, to) -> {
          for (int t = from; t < to; t++) {
            keep(rows, t, batch, shape, kv, layer);
          }
        });
    var runs = AttentionRuns.of(batch, shape);
    long seen = 0;
    for (var part : runs) {
      var run = run(part, 0, batch, shape, kv, layer);
      seen += (long) run.queries() * run.blockCount() * KvShape.BLOCK_TOKENS;
      ensureScratch(ops.attentionScratch(run));
    }
    ensureRoom(ops.attentionRoom(kv));
    crew.run(
        runs.size() * shape.kvHeads(),
        grain(4 * seen * shape.headDim() / runs.size(), 1),
        (thread, from, to) -> {
          for (int item = from; item < to; item++) {
            var part = runs.get(item / shape.kvHeads());
            var run = run(part, item % shape.kvHeads(), batch, shape, kv, layer);
            ops.attend(run, rows, result, scratch[thread]);
          }
        });
  }

  private static AttentionRun run(
      Run part, int kvHead, Batch batch, AttentionShape shape, HostKv kv, int layer) {
    return new AttentionRun(kv, shape, batch, layer, kvHead, part.row(), part.tokens());
  }

  private static void keep(
      float[] rows, int token, Batch batch, AttentionShape shape, HostKv kv, int layer) {
    int position = batch.position(token);
    int block = batch.blocks(token)[position / KvShape.BLOCK_TOKENS];
    int keys = token * shape.rowWidth() + shape.queryWidth();
    for (int h = 0; h < shape.kvHeads(); h++) {
      int key = keys + h * shape.headDim();
      long unit = kv.unit(layer, block, h);
      kv.put(unit, position % KvShape.BLOCK_TOKENS, rows, key, key + shape.kvWidth());
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
    for (var each : scratch) {
      each.ensure(floats);
    }
  }

  private void ensureRoom(long bytes) {
    for (var each : scratch) {
      each.ensureNative(bytes);
    }
  }
}
