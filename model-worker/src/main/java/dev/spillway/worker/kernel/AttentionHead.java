package dev.spillway.worker.kernel;

/** What the queries of one token see of one KV head. */
final class AttentionHead {
  private final HostKv kv;
  private final int layer;
  private final int kvHead;
  private final int group;
  private final int[] blocks;
  private final int visible;

  /**
   * @param group query heads that share the KV head
   * @param blocks of the sequence
   * @param visible tokens, from position 0 on
   */
  AttentionHead(HostKv kv, int layer, int kvHead, int group, int[] blocks, int visible) {
    this.kv = kv;
    this.layer = layer;
    this.kvHead = kvHead;
    this.group = group;
    this.blocks = blocks;
    this.visible = visible;
  }

  int group() {
    return group;
  }

  int visible() {
    return visible;
  }

  int headDim() {
    return kv.shape().headDim();
  }

  /** Floats from one token's values to the next. */
  int paddedDim() {
    return kv.paddedDim();
  }

  float scale() {
    return (float) (1.0 / Math.sqrt(headDim()));
  }

  /** Address of the keys of the sequence's n-th block. */
  long keys(int n) {
    return kv.keys(layer, blocks[n], kvHead);
  }

  /** Address of the values of the sequence's n-th block. */
  long values(int n) {
    return kv.values(layer, blocks[n], kvHead);
  }
}
