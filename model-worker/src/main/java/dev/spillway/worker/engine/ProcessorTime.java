package dev.spillway.worker.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * What the current thread has had of its processor. A step that other processes interrupt takes
 * longer by the clock and not by this, so steps can be compared on a busy machine too. The engine's
 * thread waits for its helpers without sleeping, which counts; kernels that compute elsewhere while
 * it sleeps would have to be timed by the clock.
 */
final class ProcessorTime {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final boolean SUPPORTED = THREADS.isCurrentThreadCpuTimeSupported();

  private ProcessorTime() {}

  /** In nanoseconds; by the clock where the machine does not say. */
  static long now() {
    return SUPPORTED ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
  }

  static double secondsSince(long before) {
    return Math.max(1, now() - before) / 1e9;
  }
}
