package dev.spillway.benchmarks.streams;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What was measured of some streams, in nanoseconds. Not for several threads. */
final class Result {
  final Times first = new Times();
  final Times gaps = new Times();
  final Times underWay = new Times();

  /** How many streams broke, by what was seen of it. */
  final Map<String, Integer> broken = new TreeMap<>();

  void broken(String why) {
    broken.merge(why, 1, Integer::sum);
  }

  int lost() {
    return broken.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Of one kind. */
  static final class Times {
    private long[] all = new long[1_024];
    private int count;

    void add(long nanos) {
      if (count == all.length) {
        all = Arrays.copyOf(all, 2 * count);
      }
      all[count++] = nanos;
    }

    int count() {
      return count;
    }

    /** In milliseconds; not a number where there is none. */
    double percentile(double percent) {
      if (count == 0) {
        return Double.NaN;
      }
      var sorted = Arrays.copyOf(all, count);
      Arrays.sort(sorted);
      return sorted[(int) Math.min(count - 1, Math.floor(count * percent / 100))] / 1e6;
    }
  }
}
