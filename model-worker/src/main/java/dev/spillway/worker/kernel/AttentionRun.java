package dev.spillway.worker.kernel;

/**
 * What is computed at once: the queries of a few adjacent tokens of one sequence that read the same
 * KV head. They share the work of loading keys and values; the result of each is what it would be
 * alone.
 *
 * <p>A token sees the positions from {@link #first} on to its own. Keys, scores and weights are
 * counted in blocks from {@link #firstBlock} on, the first that any of the run sees.
 *
 * @param row of the first token in the batch
 * @param tokens of the run
 */
record AttentionRun(
    HostKv kv, AttentionShape shape, Batch batch, int layer, int kvHead, int row, int tokens) {

  /** Queries are numbered token by token. */
  int queries() {
    return tokens * shape.group();
  }

  int headDim() {
    return shape.headDim();
  }

  float scale() {
    return (float) (1.0 / Math.sqrt(shape.headDim()));
  }

  /** Where a query begins in the rows of the layer's input. */
  int queryAt(int query) {
    return (row + query / shape.group()) * shape.rowWidth() + headAt(query);
  }

  /** Where a query's result begins in the rows of the layer's output. */
  int resultAt(int query) {
    return (row + query / shape.group()) * shape.queryWidth() + headAt(query);
  }

  private int headAt(int query) {
    return (kvHead * shape.group() + query % shape.group()) * shape.headDim();
  }

  /** Of the first token. */
  private int position() {
    return batch.position(row);
  }

  /** Positions before this one are visible to a query. */
  int end(int query) {
    return position() + query / shape.group() + 1;
  }

  /** The first position that a query sees. */
  int first(int query) {
    return Math.max(0, end(query) - shape.window());
  }

  int firstBlock() {
    return first(0) / KvShape.BLOCK_TOKENS;
  }

  /** Blocks that the run sees something of. */
  int blockCount() {
    return KvShape.blocksFor(position() + tokens) - firstBlock();
  }

  /** Positions of the n-th visible block that exist for the last token of the run. */
  int slots(int n) {
    int from = (firstBlock() + n) * KvShape.BLOCK_TOKENS;
    return Math.min(KvShape.BLOCK_TOKENS, position() + tokens - from);
  }

  /** Address of the n-th visible block. */
  long unit(int n) {
    return kv.unit(layer, batch.blocks(row)[firstBlock() + n], kvHead);
  }
}
