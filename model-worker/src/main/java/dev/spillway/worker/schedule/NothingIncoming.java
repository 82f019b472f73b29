package dev.spillway.worker.schedule;

import dev.spillway.worker.kv.BlockMove;
import java.util.List;

/** See {@link Incoming#NONE}. */
final class NothingIncoming implements Incoming {
  @Override
  public int end(int computed) {
    return 0;
  }

  @Override
  public int begin() {
    return 0;
  }

  @Override
  public List<BlockMove> arrived(int computed, int[] blocks) {
    return List.of();
  }

  @Override
  public int worthComputing(int computed, int missing) {
    return missing;
  }

  @Override
  public void drop() {}
}
