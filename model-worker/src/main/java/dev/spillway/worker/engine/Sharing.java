package dev.spillway.worker.engine;

import dev.spillway.cache.BlockStore;

/**
 * With whom an engine shares what it computed.
 *
 * @param store where it is kept
 * @param model fingerprint of all that keys and values depend on: weights, tokenizer, adapter
 * @param policy how much of what others saved is loaded
 * @param stagingBytes memory for blocks on their way in, at most
 * @param savingBytes blocks on their way out, at most: they stay in KV memory until they are copied
 * @param sealed whether blocks have an authentication code, for a store that may lie
 */
public record Sharing(
    BlockStore store,
    String model,
    LoadPolicy policy,
    long stagingBytes,
    long savingBytes,
    boolean sealed) {
  /** With nobody. */
  public static final Sharing NONE = new Sharing(BlockStore.NONE, "", LoadPolicy.NONE, 0, 0, false);
}
