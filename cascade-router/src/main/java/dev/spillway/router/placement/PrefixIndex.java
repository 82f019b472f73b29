package dev.spillway.router.placement;

import java.util.HashMap;
import java.util.Map;

/**
 * Which worker is likely to hold which block of a prompt, from what it was given before: the
 * approximate index of Kubernetes' gateway API inference extension, which needs no events from
 * workers. A block is known by a hash that covers all blocks before it, so what matches is a prefix
 * and not a passage.
 *
 * <p>An entry is the hash of a block mixed with a number of the worker. A worker that restarted
 * gets another number: nothing of what it held before is found any more, and the entries leave with
 * time. All workers share one budget, and what was not used for longest leaves first, the ends of
 * prompts before their beginnings.
 */
final class PrefixIndex {
  private final LongLru entries;
  private final Map<String, Long> numbers = new HashMap<>();
  private long next;

  PrefixIndex(long bytes) {
    entries = new LongLru(bytes);
  }

  /** How many blocks from the start the worker probably holds. */
  int overlap(String worker, Prefix prefix) {
    long number = number(worker);
    int held = 0;
    while (held < prefix.size() && entries.contains(entry(number, prefix.block(held)))) {
      held++;
    }
    return held;
  }

  /** The worker is given this prompt, and will hold it. */
  void use(String worker, Prefix prefix) {
    long number = number(worker);
    for (int block = prefix.size() - 1; block >= 0; block--) {
      entries.use(entry(number, prefix.block(block)));
    }
  }

  /** The worker holds nothing any more. */
  void forget(String worker) {
    numbers.remove(worker);
  }

  long bytes() {
    return entries.bytes();
  }

  private long number(String worker) {
    return numbers.computeIfAbsent(worker, name -> next++);
  }

  /** Both are mixed (SplitMix64's finalizer), so that hashes that differ in few bits keep apart. */
  private static long entry(long number, long block) {
    long mixed = block + number * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
