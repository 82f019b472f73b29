package dev.spillway.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.worker.kernel.Batch;
import dev.spillway.worker.kernel.KernelFlavour;
import dev.spillway.worker.kernel.Kernels;
import dev.spillway.worker.kernel.KvMemory;
import dev.spillway.worker.kernel.KvShape;
import dev.spillway.worker.kv.BlockPool;
import dev.spillway.worker.model.LanguageModel;
import dev.spillway.worker.sample.Sampler;
import dev.spillway.worker.schedule.Limits;
import dev.spillway.worker.schedule.Scheduler;
import dev.spillway.worker.schedule.SchedulingPolicy;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class StepFailureTest {

  /** Its third step goes wrong; logits are otherwise the same for every token. */
  private static final class Faulty implements LanguageModel {
    private int steps;

    @Override
    public int contextLength() {
      return 64;
    }

    @Override
    public int vocabulary() {
      return 4;
    }

    @Override
    public KvShape kvShape() {
      return new KvShape(1, 1, 16);
    }

    @Override
    public void forward(Batch batch, KvMemory kv, float[] logits) {
      if (++steps == 3) {
        throw new IllegalStateException("a defect");
      }
    }
  }

  @Test
  void a_step_that_fails_fails_its_requests_and_the_engine_goes_on() throws InterruptedException {
    try (var kernels = Kernels.of(KernelFlavour.SCALAR, 1)) {
      var model = new Faulty();
      var pool = new BlockPool(4);
      var kv = kernels.allocateKv(model.kvShape(), 4);
      var runner = new StepRunner(model, kv, new BlockMover(kv, 0), 16, 2);
      var scheduler =
          new Scheduler<Generation>(new Limits(2, 4, 16), SchedulingPolicy.DEFAULT, pool);
      var meter = new Meter(4);
      var loop =
          new StepLoop(scheduler, pool, runner, EndTokens.NONE, meter, StepListener.NONE, null);
      var thread = Thread.ofPlatform().unstarted(loop);
      Runnable wake = () -> LockSupport.unpark(thread);
      var doomed = new Recorder();
      var next = new Recorder();
      loop.submit(generation(10, doomed, wake), 4);
      thread.start();
      assertThat(doomed.failure.join()).isInstanceOf(ErrorKind.Internal.class);
      assertThat(doomed.ids).hasSize(2);
      loop.submit(generation(5, next, wake), 4);
      wake.run();
      assertThat(next.answer.join().ids()).hasSize(5);
      loop.close();
      wake.run();
      thread.join();
      assertThat(meter.stats().blocksUsed()).isZero();
      assertThat(loop.inside()).isZero();
    }
  }

  private static Generation generation(int tokens, Recorder recorder, Runnable wake) {
    return new Generation(
        new int[] {1},
        new int[0],
        tokens,
        OptionalInt.empty(),
        Sampler.of(Sampling.GREEDY),
        recorder,
        wake);
  }
}
