package dev.spillway.worker.kv;

/** Who owns which slot of a memory outside the KV memory; a slot holds one block. */
public final class SwapSpace {
  private final int[] stack;
  private int free;

  /**
   * @param slots 0 for no space at all
   */
  public SwapSpace(int slots) {
    stack = new int[slots];
    for (int slot = 0; slot < slots; slot++) {
      stack[slot] = slots - 1 - slot;
    }
    free = slots;
  }

  public int slots() {
    return stack.length;
  }

  public int free() {
    return free;
  }

  /** So many slots; they must be free. */
  public int[] take(int count) {
    var taken = new int[count];
    for (int i = 0; i < count; i++) {
      taken[i] = stack[--free];
    }
    return taken;
  }

  public void give(int[] slots) {
    for (int slot : slots) {
      stack[free++] = slot;
    }
  }
}
