package dev.spillway.cache;

/**
 * What became of what was asked of a store since it was opened.
 *
 * @param found reads of blocks that were there
 * @param missed reads of blocks that were not
 * @param written blocks
 * @param dropped blocks that were not taken, because too much was being written already
 * @param failed commands without a useful reply
 * @param writingBytes on their way now
 */
public record BlockStoreStats(
    long found, long missed, long written, long dropped, long failed, long writingBytes) {}
