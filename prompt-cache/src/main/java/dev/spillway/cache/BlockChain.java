package dev.spillway.cache;

import java.util.List;

/** The blocks of one prompt, each known by its own tokens and all before them. */
public final class BlockChain {
  private final List<Block> blocks;
  private final Naming naming;

  /**
   * @param parent key of what comes before it
   * @param seal of those who may find it
   */
  record Block(BlockKey parent, BlockKey key, Seal seal) {}

  /** From the chain's first block and a block to the name that a store knows it by. */
  interface Naming {
    String name(Block first, Block block);
  }

  BlockChain(List<Block> blocks, Naming naming) {
    this.blocks = List.copyOf(blocks);
    this.naming = naming;
  }

  /** Whole blocks. */
  public int size() {
    return blocks.size();
  }

  public BlockKey key(int block) {
    return blocks.get(block).key();
  }

  /** Of what comes before a block. */
  public BlockKey parent(int block) {
    return blocks.get(block).parent();
  }

  /** Of those who may find a block. */
  Seal seal(int block) {
    return blocks.get(block).seal();
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
