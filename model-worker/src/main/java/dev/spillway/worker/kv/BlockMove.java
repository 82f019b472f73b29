package dev.spillway.worker.kv;

import java.lang.foreign.MemorySegment;

/**
 * Content of one block that goes elsewhere. Moves are made in the order in which they were decided,
 * before anything is computed: a block or slot that one empties may be filled by the next.
 */
public sealed interface BlockMove {
  /** Out of the KV memory, to a slot of the {@link SwapSpace}. */
  record Save(int block, int slot) implements BlockMove {}

  /** Back from a slot. */
  record Restore(int slot, int block) implements BlockMove {}

  /** Into a block, from memory that holds what a {@link Save} writes: it was computed elsewhere. */
  record Fill(MemorySegment from, int block) implements BlockMove {}

  /** To another block: copy on write. */
  record Copy(int from, int to) implements BlockMove {}
}
