package dev.spillway.cache;

/**
 * Who may find what is computed of a text: its first tokens those who share that beginning on
 * purpose, all else its tenant alone.
 *
 * <p>Law "tenants do not meet": a block is of the shared namespace only where it lies wholly within
 * those first tokens, so that no block with a single token of the tenant's own is. Whatever names
 * or finds blocks asks {@link #of} for each of them; nothing else decides.
 *
 * @param tenant namespace of the tenant; empty for nobody's, of which nothing is shared
 * @param shared namespace of all who begin alike
 * @param sharedTokens so many tokens from the first are shared
 */
public record TextOwner(String tenant, String shared, int sharedTokens) {
  /** Of text that is kept for no other process. */
  public static final TextOwner NOBODY = of("");

  public TextOwner {
    if (tenant.isEmpty() || shared.isEmpty() || sharedTokens < 1) {
      shared = "";
      sharedTokens = 0;
    }
  }

  /** Of a text of which nothing is shared with others. */
  public static TextOwner of(String tenant) {
    return new TextOwner(tenant, "", 0);
  }

  /**
   * The namespace of a block.
   *
   * @param end of the block: the position after its last token
   */
  public String of(int end) {
    return end <= sharedTokens ? shared : tenant;
  }

  public boolean isNobody() {
    return tenant.isEmpty();
  }
}
