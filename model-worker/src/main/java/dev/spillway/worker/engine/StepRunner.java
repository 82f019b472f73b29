package dev.spillway.worker.engine;

import dev.spillway.worker.kernel.Batch;
import dev.spillway.worker.kernel.KvMemory;
import dev.spillway.worker.kernel.KvShape;
import dev.spillway.worker.model.LanguageModel;
import dev.spillway.worker.schedule.Plan;
import dev.spillway.worker.schedule.Sequence;
import dev.spillway.worker.schedule.StepSize;

/** Runs the model over a plan. */
final class StepRunner {
  private final LanguageModel model;
  private final KvMemory kv;
  private final BlockMover mover;
  private final Batch batch;
  private final float[] logits;

  StepRunner(LanguageModel model, KvMemory kv, BlockMover mover, int maxTokens, int maxOutputs) {
    this.model = model;
    this.kv = kv;
    this.mover = mover;
    this.batch = new Batch(maxTokens);
    this.logits = new float[Math.multiplyExact(maxOutputs, model.vocabulary())];
  }

  /**
   * Computes all shares. Each share with {@code last} then has rows of {@link #logits}, one after
   * its last token and one after each draft, in the order of the shares.
   */
  <S extends Sequence> void run(Plan<S> plan) {
    batch.clear();
    for (var share : plan.shares()) {
      var sequence = share.sequence();
      int[] blocks = sequence.blocks();
      for (int position = share.from(); position < share.from() + share.count(); position++) {
        batch.add(sequence.token(position), position, blocks);
      }
      if (share.last()) {
        batch.wantOutput();
      }
      for (int draft = 0; draft < share.drafts(); draft++) {
        batch.add(sequence.draft(draft), sequence.length() + draft, blocks);
        batch.wantOutput();
      }
    }
    model.forward(batch, kv, logits);
  }

  /**
   * Runs {@code tokens} of no sequence, so that the compiler sees the kernels at work. They go to
   * block 0, whether or not it is free: call it before any sequence runs. Returns what was done.
   */
  StepSize exercise(int tokens) {
    int count = Math.min(tokens, Math.min(batch.capacity(), model.contextLength()));
    int[] blocks = new int[KvShape.blocksFor(count)];
    batch.clear();
    for (int position = 0; position < count; position++) {
      batch.add(0, position, blocks);
    }
    batch.wantOutput();
    model.forward(batch, kv, logits);
    return StepSize.of(0, count, 1);
  }

  /** What a plan's blocks need before {@link #run}. */
  <S extends Sequence> void move(Plan<S> plan) {
    mover.move(plan.moves());
  }

  /** How fast blocks are moved; to be measured before any sequence runs. */
  BlockMover mover() {
    return mover;
  }

  float[] logits() {
    return logits;
  }

  int vocabulary() {
    return model.vocabulary();
  }
}
