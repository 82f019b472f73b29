package dev.spillway.worker.kernel;

import java.util.ArrayList;
import java.util.List;

/** Cuts a batch into runs of adjacent tokens of one sequence. */
final class AttentionRuns {
  /** Queries of a run, at most, unless one token has more. */
  private static final int QUERIES = 16;

  /**
   * @param row of the first token
   */
  record Run(int row, int tokens) {}

  private AttentionRuns() {}

  static List<Run> of(Batch batch, AttentionShape shape) {
    int most = Math.max(1, QUERIES / shape.group());
    var runs = new ArrayList<Run>();
    int from = 0;
    for (int t = 1; t <= batch.tokens(); t++) {
      if (t == batch.tokens() || t - from == most || !continues(batch, t)) {
        runs.add(new Run(from, t - from));
        from = t;
      }
    }
    return runs;
  }

  private static boolean continues(Batch batch, int token) {
    return batch.blocks(token) == batch.blocks(token - 1)
        && batch.position(token) == batch.position(token - 1) + 1;
  }
}
