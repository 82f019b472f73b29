package dev.spillway.worker.kernel;

import dev.spillway.worker.format.TensorData;
import java.util.List;

/**
 * The arithmetic of a forward pass, and the memory it works on.
 *
 * <p>All matrices are row-major; {@code stride} and {@code offset} count floats. One thread calls;
 * an implementation may use more. Everything allocated lives until {@link #close}. Implementations
 * agree with the scalar one bit for bit, unless they say how far they may differ.
 */
public interface Kernels extends AutoCloseable {

  /** Kernels of the given flavour that use so many threads, the caller's included. */
  static Kernels of(KernelFlavour flavour, int threads) {
    return new HostKernels(
        flavour,
        switch (flavour) {
          case SCALAR -> new ScalarOps();
          case VECTOR -> new VectorOps();
        },
        threads);
  }

  /** The fastest kernels of this JVM; see {@link KernelFlavour#best}. */
  static Kernels best(int threads) {
    return of(KernelFlavour.best(), threads);
  }

  KernelFlavour flavour();

  /** Zeroed memory. */
  Floats allocate(int length);

  Floats upload(float[] values);

  /** Copies {@code length} values out. */
  void read(Floats from, int offset, float[] to, int length);

  /**
   * Takes matrices of one type and width as one, the rows of the second after those of the first.
   * The tensors' memory is not needed afterwards.
   */
  Weights load(List<TensorData> parts);

  KvMemory allocateKv(KvShape shape, int blocks);

  /**
   * {@code out[t] = table[id of t]}: {@code [tokens, columns]}. The table's memory stays in use.
   */
  void embed(TensorData table, Batch batch, Floats out);

  /**
   * {@code y[t, offset + r] = sum over c of w[r, c] x[t, c]}; rows of y are {@code stride} apart.
   */
  void matmul(Weights w, Floats x, int tokens, Floats y, int stride, int offset);

  /**
   * {@code out[t, i] = x[t, i] weight[i] / sqrt(mean over i of x[t, i]^2 + epsilon)} (Zhang and
   * Sennrich, 2019).
   */
  void rmsNorm(Floats x, Floats weight, float epsilon, int tokens, Floats out);

  /** Rotates the queries and keys of {@code qkv[tokens, rowWidth]} in place. */
  void rope(Floats qkv, Batch batch, AttentionShape shape, RopeTable table);

  /**
   * Keeps the keys and values of {@code qkv[tokens, rowWidth]} in the batch's blocks, then lets
   * each query see its sequence up to and with its own position, or the last of it that fits the
   * window: {@code out[tokens, heads, headDim] = softmax(q k / sqrt(headDim)) v}.
   */
  void attention(Floats qkv, Batch batch, AttentionShape shape, KvMemory kv, int layer, Floats out);

  /**
   * {@code out[t, i] = silu(gate[t, i]) up[t, i]} where a row of {@code gateUp} is {@code [2,
   * width]}, gates first (Shazeer, 2020).
   */
  void swiGlu(Floats gateUp, int tokens, int width, Floats out);

  /** {@code x[i] += y[i]} for the first {@code length}. */
  void add(Floats x, Floats y, int length);

  /** {@code out[o] = x[token of output o]}: the rows whose logits are wanted. */
  void gatherOutputs(Floats x, Batch batch, int columns, Floats out);

  @Override
  void close();
}
