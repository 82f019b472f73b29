package dev.spillway.cache;

import java.util.ArrayList;
import java.util.List;

/**
 * What must be equal before computed blocks may be shared, and how blocks are named within it.
 *
 * <p>A block of this space is a fixed run of tokens. Its key says whose it is, by the {@link
 * Seal#label} of the namespace, and in the clear what it is good for, so that an operator can find,
 * count and delete the blocks of one tenant or one model, and it ends with the full hash of all
 * tokens up to the block's end. The hash covers the clear part too: a key that was tampered with
 * names nothing.
 *
 * <p>Where the {@link TextOwner} changes along a chain, from the beginning that tenants share to
 * what is the tenant's own, a new root takes the place of the parent. It has the tenant's namespace
 * and the key before it among its fields, so that from there on no key is another tenant's.
 *
 * <p>All blocks of a chain lie in one slot of a Redis Cluster (the part in braces is the first
 * block's), so that a chain is read over one connection.
 *
 * @param owner whose blocks they are; not nobody
 * @param model fingerprint of weights, tokenizer and adapter
 * @param layout of keys and values in memory, with their type
 * @param blockTokens tokens of a block
 */
public record BlockSpace(TextOwner owner, String model, String layout, int blockTokens) {
  /** Changes whenever values of before cannot be read any more. */
  private static final String FORMAT = "2";

  private static final int SHORT = 16;

  public BlockSpace {
    if (owner.isNobody()) {
      throw new IllegalArgumentException("without a namespace nothing is shared");
    }
    if (blockTokens < 1) {
      throw new IllegalArgumentException("a block has at least one token");
    }
  }

  /** The chain of the whole blocks in {@code tokens[0 .. length)}. */
  public BlockChain chain(int[] tokens, int length) {
    var blocks = new ArrayList<BlockChain.Block>();
    var namespace = owner.of(blockTokens);
    var seal = Seal.of(namespace);
    var parent = BlockKey.root(fields(namespace));
    for (int end = blockTokens; end <= length; end += blockTokens) {
      if (!owner.of(end).equals(namespace)) {
        namespace = owner.of(end);
        seal = Seal.of(namespace);
        parent = BlockKey.root(fields(namespace, parent.hex()));
      }
      var key = parent.next(tokens, end - blockTokens, end);
      blocks.add(new BlockChain.Block(parent, key, seal));
      parent = key;
    }
    return new BlockChain(blocks, this::name);
  }

  private String[] fields(String namespace, String... before) {
    var fields =
        new ArrayList<>(List.of(FORMAT, namespace, model, layout, Integer.toString(blockTokens)));
    fields.addAll(List.of(before));
    return fields.toArray(String[]::new);
  }

  private String name(BlockChain.Block first, BlockChain.Block block) {
    return "spillway:kv:%s:%s:%s:%s:%d:{%s}:%s"
        .formatted(
            FORMAT,
            block.seal().label(),
            model.substring(0, Math.min(SHORT, model.length())),
            layout,
            blockTokens,
            first.key().hex().substring(0, SHORT),
            block.key().hex());
  }
}
