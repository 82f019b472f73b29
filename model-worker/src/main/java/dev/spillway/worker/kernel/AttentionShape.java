package dev.spillway.worker.kernel;

/**
 * Heads of an attention layer. A row of its input is {@code [heads + 2 kvHeads, headDim]}: queries,
 * then keys, then values. Query head {@code h} reads KV head {@code h / group()} (grouped-query
 * attention, Ainslie et al., EMNLP 2023).
 *
 * @param window positions that a token sees, its own included (Beltagy et al., Longformer, 2020,
 *     section 3.1); {@link #UNBOUNDED} for all
 */
public record AttentionShape(int heads, int kvHeads, int headDim, int window) {
  /** A window that no position leaves. */
  public static final int UNBOUNDED = Integer.MAX_VALUE;

  public AttentionShape {
    if (window < 1) {
      throw new IllegalArgumentException("a token sees at least itself");
    }
  }

  /** Every token sees all before it. */
  public AttentionShape(int heads, int kvHeads, int headDim) {
    this(heads, kvHeads, headDim, UNBOUNDED);
  }

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
