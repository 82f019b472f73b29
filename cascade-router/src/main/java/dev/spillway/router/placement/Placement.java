package dev.spillway.router.placement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Chooses workers, and knows what it gave to whom.
 *
 * <p>The cost of a worker is NVIDIA Dynamo's: the blocks of prompts that it has to read and does
 * not hold, times a weight, and the blocks of the requests it is answering. Blocks of answers are
 * predicted, so that a worker with three long answers ahead is busier than one with three short
 * ones. The cost of a worker that takes twice as long over a token is twice as high: speed is
 * measured, not configured, and a measurement loses its weight while a worker is passed over, so
 * that who was slow once is tried again.
 *
 * <p>A block that another worker holds counts several times for one that does not: it would be read
 * twice, to the cost of all who wait there, and take room in two memories, from which others are
 * driven out. (Of Mooncake's conversations, replayed with four workers, a quarter of what Dynamo's
 * cost alone leaves to be fetched from elsewhere is then found in the worker's own memory.)
 *
 * <p>A prefix alone must not decide: where all prompts begin alike one worker would get them all.
 * So that preference fades as its holder gets busier than the least busy worker, by their speeds,
 * and is gone where it has {@value #TOO_MANY} times as many requests. Others read the prefix then,
 * and hold it as well. Every request that a worker gets raises its cost, so that a stream of
 * requests reaches each of them. Among equals the one with fewer requests is taken, then the one
 * not chosen for longest; there is no chance in it.
 *
 * <p>Who restarts is {@linkplain #forget forgotten}. Only given candidates are chosen: who is alive
 * is the caller's to know. All methods may be called from any thread.
 */
public final class Placement {
  /** So many requests at once are not many for a worker: they share its steps. */
  private static final int FEW = 4;

  private static final double TOO_MANY = 3;

  private final PlacementRule rule;
  private final double prefillWeight;
  private final double affinity;
  private final Random random;
  private final PrefixIndex index;
  private final Map<String, WorkerLoad> loads = new HashMap<>();
  private long now;

  /**
   * @param prefillWeight of a block to read, where one that is held during an answer counts 1
   * @param affinity how many blocks to read a block counts that another worker holds
   * @param indexBytes that the index of prefixes may take
   * @param seed of the draws of {@link PlacementRule#POWER_OF_TWO}
   */
  public Placement(
      PlacementRule rule, double prefillWeight, double affinity, long indexBytes, long seed) {
    this.rule = rule;
    this.prefillWeight = prefillWeight;
    this.affinity = affinity;
    random = new Random(seed);
    index = new PrefixIndex(rule == PlacementRule.COST ? indexBytes : 0);
  }

  /** One request at its worker. Each of its methods counts once. */
  public final class Place {
    private final String worker;
    private final int overlap;
    private final double prefill;
    private final double decode;
    private final WorkerLoad load;
    private boolean prefilled;
    private boolean left;

    private Place(String worker, int overlap, double prefill, double decode, WorkerLoad load) {
      this.worker = worker;
      this.overlap = overlap;
      this.prefill = prefill;
      this.decode = decode;
      this.load = load;
      load.chosen(prefill, decode, ++now);
    }

    public String worker() {
      return worker;
    }

    /** Blocks of the prompt that the worker is believed to hold. */
    public int overlap() {
      return overlap;
    }

    /** The worker has read the prompt. */
    public void prefilled() {
      synchronized (Placement.this) {
        if (!prefilled && !left) {
          prefilled = true;
          load.prefilled(prefill);
        }
      }
    }

    /**
     * The worker has no more to do with it.
     *
     * @param tokens that came after the first
     * @param nanos that they took together
     */
    public void leave(int tokens, long nanos) {
      synchronized (Placement.this) {
        prefilled();
        if (!left) {
          left = true;
          load.left(decode);
          if (tokens > 0 && nanos > 0) {
            load.measured((double) nanos / tokens);
          }
        }
      }
    }
  }

  /**
   * A place at one of the candidates; whoever takes it has to leave it.
   *
   * @param candidates workers that could answer now
   * @return empty if there are none
   */
  public synchronized Optional<Place> take(Job job, List<String> candidates) {
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    String worker =
        switch (rule) {
          case COST -> cheapest(job, candidates);
          case POWER_OF_TWO -> oneOfTwo(candidates);
          case ROUND_ROBIN -> Collections.min(candidates, this::turn);
        };
    for (var other : candidates) {
      if (!other.equals(worker)) {
        load(other).passedOver();
      }
    }
    int overlap = index.overlap(worker, job.prefix());
    index.use(worker, job.prefix());
    return Optional.of(new Place(worker, overlap, toRead(job, overlap), toHold(job), load(worker)));
  }

  /**
   * The worker restarted or is gone: it holds nothing, and its speed is not known. Requests that
   * were given to it still count until they leave.
   */
  public synchronized void forget(String worker) {
    index.forget(worker);
    load(worker).forgetSpeed();
  }

  /** Of requests that were given to the worker and have not left. */
  public synchronized int inFlight(String worker) {
    return load(worker).inFlight();
  }

  /** What the index of prefixes takes; never changes. */
  public long indexBytes() {
    return index.bytes();
  }

  private String cheapest(Job job, List<String> candidates) {
    double usual = usualGap(candidates);
    var overlaps = new HashMap<String, Integer>();
    for (var worker : candidates) {
      overlaps.put(worker, index.overlap(worker, job.prefix()));
    }
    int best = Collections.max(overlaps.values());
    double again = best == 0 ? 0 : (affinity - 1) * preference(overlaps, best, usual);
    var costs = new HashMap<String, Double>();
    for (var worker : candidates) {
      int overlap = overlaps.getOrDefault(worker, 0);
      double toRead = toRead(job, overlap) + again * (best - overlap);
      costs.put(worker, cost(worker, toRead, toHold(job), usual));
    }
    return Collections.min(
        candidates,
        (one, other) -> {
          int byCost = costs.getOrDefault(one, 0.0).compareTo(costs.getOrDefault(other, 0.0));
          int byCount = Integer.compare(load(one).inFlight(), load(other).inFlight());
          return byCost != 0 ? byCost : byCount != 0 ? byCount : turn(one, other);
        });
  }

  /**
   * From 1 down to 0: what may be done for a request to go where its prefix is.
   *
   * @param best blocks that some hold, of whom the least busy counts
   */
  private double preference(Map<String, Integer> overlaps, int best, double usualGap) {
    double holder = Double.POSITIVE_INFINITY;
    double least = Double.POSITIVE_INFINITY;
    for (var worker : overlaps.entrySet()) {
      var load = load(worker.getKey());
      double busy = (load.inFlight() + 1) * load.slowness(usualGap);
      least = Math.min(least, busy);
      holder = worker.getValue() == best ? Math.min(holder, busy) : holder;
    }
    double ratio = holder / Math.max(FEW, least);
    return Math.clamp((TOO_MANY - ratio) / (TOO_MANY - 1), 0, 1);
  }

  private double cost(String worker, double toRead, double toHold, double usualGap) {
    var load = load(worker);
    double read = load.prefillBlocks() + toRead;
    double hold = load.decodeBlocks() + toHold;
    return (prefillWeight * read + hold) * load.slowness(usualGap);
  }

  private static double toRead(Job job, int overlap) {
    return Math.max(0, job.promptBlocks() - overlap);
  }

  private static double toHold(Job job) {
    return job.promptBlocks() + job.answerBlocks();
  }

  /** The mean logarithm of the gaps that were measured. */
  private double usualGap(List<String> workers) {
    double sum = 0;
    int measured = 0;
    for (var worker : workers) {
      if (load(worker).measured()) {
        sum += load(worker).logGap();
        measured++;
      }
    }
    return measured == 0 ? 0 : sum / measured;
  }

  private String oneOfTwo(List<String> candidates) {
    var drawn = new ArrayList<>(candidates);
    String one = drawn.remove(random.nextInt(drawn.size()));
    if (drawn.isEmpty()) {
      return one;
    }
    String other = drawn.get(random.nextInt(drawn.size()));
    return load(other).inFlight() < load(one).inFlight() ? other : one;
  }

  private int turn(String one, String other) {
    return Long.compare(load(one).lastChosen(), load(other).lastChosen());
  }

  private WorkerLoad load(String worker) {
    return loads.computeIfAbsent(worker, name -> new WorkerLoad());
  }
}
