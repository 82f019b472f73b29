package dev.spillway.worker.engine;

import java.lang.management.ManagementFactory;

/** A moment: wall time, and what this process has used of all its processors. */
record Stopwatch(long wall, long processor) {
  private static final com.sun.management.OperatingSystemMXBean SYSTEM =
      (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  static Stopwatch now() {
    return new Stopwatch(System.nanoTime(), SYSTEM.getProcessCpuTime());
  }

  /** How many per second there were since {@code start}. */
  Rate rate(long count, Stopwatch start) {
    return new Rate(count * 1e9 / (wall - start.wall), count * 1e9 / (processor - start.processor));
  }

  /** Per second of wall time, and per second of processor time. */
  record Rate(double wall, double processor) {
    static final Rate NONE = new Rate(0, 0);

    Rate best(Rate other) {
      return new Rate(Math.max(wall, other.wall), Math.max(processor, other.processor));
    }
  }
}
