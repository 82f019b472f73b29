package dev.spillway.worker.kernel;

/**
 * The tokens of one step, of all its sequences, one after the other.
 *
 * <p>Dense layers see {@code tokens} rows and nothing else; attention looks up each token's
 * position and the blocks of its sequence. This is the selective batching of Orca (Yu et al., OSDI
 * 2022, section 3.2). Tokens of one sequence are adjacent and in order of position.
 */
public final class Batch {
  private final int[] ids;
  private final int[] positions;
  private final int[][] blocks;
  private final int[] outputs;
  private int tokens;
  private int outputCount;

  /**
   * @param maxTokens of one step
   */
  public Batch(int maxTokens) {
    ids = new int[maxTokens];
    positions = new int[maxTokens];
    blocks = new int[maxTokens][];
    outputs = new int[maxTokens];
  }

  public void clear() {
    tokens = 0;
    outputCount = 0;
  }

  /**
   * Adds a token.
   *
   * @param blocks of its sequence; the token's key and value go to {@code blocks[position / 16]}
   */
  public void add(int id, int position, int[] blocks) {
    ids[tokens] = id;
    positions[tokens] = position;
    this.blocks[tokens] = blocks;
    tokens++;
  }

  /** Asks for the logits after the token added last; returns their row. */
  public int wantOutput() {
    outputs[outputCount] = tokens - 1;
    return outputCount++;
  }

  public int tokens() {
    return tokens;
  }

  /** Rows of logits that are asked for. */
  public int outputCount() {
    return outputCount;
  }

  /** Tokens that fit. */
  public int capacity() {
    return ids.length;
  }

  int id(int token) {
    return ids[token];
  }

  int position(int token) {
    return positions[token];
  }

  int[] blocks(int token) {
    return blocks[token];
  }

  /** The token after which logits row {@code row} is wanted. */
  int output(int row) {
    return outputs[row];
  }
}
