package dev.spillway.benchmarks.sharing;

import dev.spillway.cache.BlockChain;
import dev.spillway.cache.BlockFrame;
import dev.spillway.cache.BlockSpace;
import dev.spillway.cache.TextOwner;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * How long it takes to finish and to check a block's value, with an authentication code and
 * without.
 */
public final class SealBenchmark {
  private static final int PAYLOAD = 1 << 20;
  private static final int TOKENS = 16;
  private static final int WARM = 100;

  private final BlockChain chain =
      new BlockSpace(TextOwner.of("benchmark"), "model", "f32", TOKENS)
          .chain(new int[TOKENS], TOKENS);
  private final byte[] value = BlockFrame.begin(PAYLOAD);

  private SealBenchmark() {
    new Random(1).nextBytes(value);
  }

  public static void main(String[] args) {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 500;
    var benchmark = new SealBenchmark();
    benchmark.measure(WARM);
    var times = benchmark.measure(rounds);
    System.out.println("| ms for 1 MiB, median | finish | check |");
    System.out.println("|---|---|---|");
    for (int sealed = 0; sealed < 2; sealed++) {
      System.out.printf(
          Locale.ROOT,
          "| %s | %.3f | %.3f |%n",
          sealed == 0 ? "checksum" : "checksum and code",
          median(times[2 * sealed]),
          median(times[2 * sealed + 1]));
    }
  }

  /** Milliseconds to finish and to check, without and with a code. */
  private double[][] measure(int rounds) {
    var times = new double[4][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int sealed = 0; sealed < 2; sealed++) {
        long begin = System.nanoTime();
        BlockFrame.finish(value, chain, 0, TOKENS, sealed == 1);
        long finished = System.nanoTime();
        if (!BlockFrame.holds(value, chain, 0, TOKENS, PAYLOAD, sealed == 1)) {
          throw new IllegalStateException("the value does not hold");
        }
        times[2 * sealed][round] = (finished - begin) / 1e6;
        times[2 * sealed + 1][round] = (System.nanoTime() - finished) / 1e6;
      }
    }
    return times;
  }

  private static double median(double[] times) {
    Arrays.sort(times);
    return times[times.length / 2];
  }
}
