package dev.spillway.cache;

import java.util.ArrayList;
import java.util.List;

/**
 * What must be equal before computed blocks may be shared, and how blocks are named within it.
 *
 * <p>A block of this space is a fixed run of tokens. Its key says in the clear who may read it and
 * what it is good for, so that an operator can find, count and delete the blocks of one tenant or
 * one model, and it ends with the full hash of all tokens up to the block's end. The hash covers
 * the clear part too: a key that was tampered with names nothing.
 *
 * <p>All blocks of a chain lie in one slot of a Redis Cluster (the part in braces is the first
 * block's), so that a chain is read over one connection.
 *
 * @param namespace of the tenant, as minted by the gateway; never empty
 * @param model fingerprint of weights, tokenizer and adapter
 * @param layout of keys and values in memory, with their type
 * @param blockTokens tokens of a block
 */
public record BlockSpace(String namespace, String model, String layout, int blockTokens) {
  /** Changes whenever values of before cannot be read any more. */
  private static final String FORMAT = "1";

  private static final int SHORT = 16;

  public BlockSpace {
    if (namespace.isEmpty()) {
      throw new IllegalArgumentException("without a namespace nothing is shared");
    }
    if (blockTokens < 1) {
      throw new IllegalArgumentException("a block has at least one token");
    }
  }

  /** The chain of the whole blocks in {@code tokens[0 .. length)}. */
  public BlockChain chain(int[] tokens, int length) {
    var blocks = new ArrayList<BlockKey>();
    var root = BlockKey.root(FORMAT, namespace, model, layout, Integer.toString(blockTokens));
    var key = root;
    for (int end = blockTokens; end <= length; end += blockTokens) {
      key = key.next(tokens, end - blockTokens, end);
      blocks.add(key);
    }
    return new BlockChain(root, List.copyOf(blocks), this::name);
  }

  private String name(BlockKey first, BlockKey block) {
    return "spillway:kv:%s:%s:%s:%s:%d:{%s}:%s"
        .formatted(
            FORMAT,
            namespace,
            model.substring(0, Math.min(SHORT, model.length())),
            layout,
            blockTokens,
            first.hex().substring(0, SHORT),
            block.hex());
  }
}
