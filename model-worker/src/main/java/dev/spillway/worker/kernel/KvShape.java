package dev.spillway.worker.kernel;

/** What attention keeps per token: a key and a value per layer and KV head. */
public record KvShape(int layers, int kvHeads, int headDim, KvType type) {
  /** Tokens whose keys and values are kept together. */
  public static final int BLOCK_TOKENS = 16;

  /** Of type F32. */
  public KvShape(int layers, int kvHeads, int headDim) {
    this(layers, kvHeads, headDim, KvType.F32);
  }

  public KvShape withType(KvType other) {
    return new KvShape(layers, kvHeads, headDim, other);
  }

  /** Memory that the keys and values of a token need. */
  public long bytesPerToken() {
    return 2L * layers * kvHeads * type.bytes(headDim);
  }

  /** Memory that a block needs. */
  public long bytesPerBlock() {
    return BLOCK_TOKENS * bytesPerToken();
  }

  /** Blocks that hold so many tokens. */
  public static int blocksFor(int tokens) {
    return (tokens + BLOCK_TOKENS - 1) / BLOCK_TOKENS;
  }
}
