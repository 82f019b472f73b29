package dev.spillway.worker.kv;

import dev.spillway.cache.TextOwner;
import dev.spillway.worker.kernel.KvShape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a full block holds: its tokens, the identity of the content before them, and the namespace
 * of those who may find it. Compared by value, so that two prefixes can never be taken for each
 * other, nor the blocks of two tenants, also where both follow one that tenants share.
 */
public final class BlockContent {
  private final String namespace;
  private final long parent;
  private final int[] tokens;

  /** {@code tokens[from .. from + 16)} after {@code parent}. */
  BlockContent(TextOwner owner, long parent, int[] tokens, int from) {
    this.namespace = owner.of(from + KvShape.BLOCK_TOKENS);
    this.parent = parent;
    this.tokens = Arrays.copyOfRange(tokens, from, from + KvShape.BLOCK_TOKENS);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BlockContent content
        && parent == content.parent
        && namespace.equals(content.namespace)
        && Arrays.equals(tokens, content.tokens);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * namespace.hashCode() + Long.hashCode(parent)) + Arrays.hashCode(tokens);
  }
}
