package dev.spillway.worker.kernel;

/**
 * Heads of an attention layer. A row of its input is {@code [heads + 2 kvHeads, headDim]}: queries,
 * then keys, then values. Query head {@code h} reads KV head {@code h / group()} (grouped-query
 * attention, Ainslie et al., EMNLP 2023).
 */
public record AttentionShape(int heads, int kvHeads, int headDim) {

  /** Query heads that share a KV head. */
  public int group() {
    return heads / kvHeads;
  }

  /** Elements of all queries of a token. */
  public int queryWidth() {
    return heads * headDim;
  }

  /** Elements of all keys, or all values, of a token. */
  public int kvWidth() {
    return kvHeads * headDim;
  }

  /** Elements of an input row. */
  public int rowWidth() {
    return queryWidth() + 2 * kvWidth();
  }
}
