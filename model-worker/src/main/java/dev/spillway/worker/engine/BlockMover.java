package dev.spillway.worker.engine;

import dev.spillway.worker.kernel.KvMemory;
import dev.spillway.worker.kv.BlockMove;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Moves blocks within the KV memory and between it and a swap space in the host's memory. */
final class BlockMover implements AutoCloseable {
  private static final int PROBES = 8;
  private static final int ALIGNMENT = 64;

  private final KvMemory kv;
  private final int slots;
  private final Arena arena = Arena.ofShared();

  /** Taken when it is needed first: most workers never need it. */
  private @Nullable MemorySegment space;

  private double blocksPerSecond;

  BlockMover(KvMemory kv, int slots) {
    this.kv = kv;
    this.slots = slots;
  }

  void move(List<BlockMove> moves) {
    for (var move : moves) {
      switch (move) {
        case BlockMove.Save(int block, int slot) -> kv.save(block, slot(slot));
        case BlockMove.Restore(int slot, int block) -> kv.restore(block, slot(slot));
        case BlockMove.Fill(var from, int block) -> kv.restore(block, from);
        case BlockMove.Copy(int from, int to) -> kv.copy(from, to);
      }
    }
  }

  /** Measures how fast blocks are copied, with block 0: call it before any sequence runs. */
  void measure() {
    if (slots == 0) {
      return;
    }
    long fastest = Long.MAX_VALUE;
    try (var probe = Arena.ofConfined()) {
      var slot = probe.allocate(kv.blockBytes(), ALIGNMENT);
      for (int i = 0; i < PROBES; i++) {
        long start = System.nanoTime();
        kv.save(0, slot);
        kv.restore(0, slot);
        fastest = Math.min(fastest, System.nanoTime() - start);
      }
    }
    blocksPerSecond = 2e9 / Math.max(1, fastest);
  }

  /** As measured; 0 if there is no swap space. */
  double blocksPerSecond() {
    return blocksPerSecond;
  }

  private MemorySegment slot(int slot) {
    var taken = space;
    if (taken == null) {
      taken = arena.allocate(slots * kv.blockBytes(), ALIGNMENT);
      space = taken;
    }
    return taken.asSlice(slot * kv.blockBytes(), kv.blockBytes());
  }

  @Override
  public void close() {
    arena.close();
  }
}
