package dev.spillway.worker.kernel;

/** What attention keeps per token: a key and a value per layer and KV head. */
public record KvShape(int layers, int kvHeads, int headDim) {
  /** Tokens whose keys and values are kept together. */
  public static final int BLOCK_TOKENS = 16;

  /** Memory that a block needs, as F32. */
  public long bytesPerBlock() {
    return 2L * Float.BYTES * BLOCK_TOKENS * layers * kvHeads * headDim;
  }

  /** Blocks that hold so many tokens. */
  public static int blocksFor(int tokens) {
    return (tokens + BLOCK_TOKENS - 1) / BLOCK_TOKENS;
  }
}
