package dev.spillway.cache;

import java.util.List;

/** The blocks of one prompt, each known by its own tokens and all before them. */
public final class BlockChain {
  private final BlockKey root;
  private final List<BlockKey> blocks;
  private final Naming naming;

  /** From the chain's first block and a block to the name that a store knows it by. */
  interface Naming {
    String name(BlockKey first, BlockKey block);
  }

  BlockChain(BlockKey root, List<BlockKey> blocks, Naming naming) {
    this.root = root;
    this.blocks = blocks;
    this.naming = naming;
  }

  /** Whole blocks. */
  public int size() {
    return blocks.size();
  }

  public BlockKey key(int block) {
    return blocks.get(block);
  }

  /** Of what comes before a block. */
  public BlockKey parent(int block) {
    return block == 0 ? root : blocks.get(block - 1);
  }

  /** What a store knows a block by. */
  public String name(int block) {
    return naming.name(blocks.getFirst(), blocks.get(block));
  }

  /** What a store knows the first {@code count} blocks by. */
  public List<String> names(int count) {
    return blocks.subList(0, count).stream()
        .map(block -> naming.name(blocks.getFirst(), block))
        .toList();
  }
}
