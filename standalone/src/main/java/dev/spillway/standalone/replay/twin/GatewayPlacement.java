package dev.spillway.standalone.replay.twin;

import dev.spillway.router.placement.Job;
import dev.spillway.router.placement.PlacementRule;
import dev.spillway.router.placement.Prefix;
import dev.spillway.standalone.replay.trace.TraceRequest;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The gateway's own placement, told what a gateway is told: prompts, predicted lengths, and when
 * prompts were read and answers ended. It knows neither the workers' queues nor their memory.
 */
final class GatewayPlacement implements Placement {
  /** As a gateway has them that was not told otherwise. */
  private static final double PREFILL_WEIGHT = 16;

  private static final double AFFINITY = 16;
  private static final long INDEX_BYTES = 4 << 20;

  /** What a gateway says before it has seen an answer. */
  private static final int UNKNOWN_LENGTH = 128;

  /** Where a trace says nothing of prefixes. */
  private static final int USUAL_BLOCK = 64;

  private final dev.spillway.router.placement.Placement placement;
  private final List<String> workers;

  GatewayPlacement(PlacementRule rule, int workers, long seed) {
    placement =
        new dev.spillway.router.placement.Placement(
            rule, PREFILL_WEIGHT, AFFINITY, INDEX_BYTES, seed);
    this.workers = IntStream.range(0, workers).mapToObj(Integer::toString).toList();
  }

  @Override
  public Place take(Call call, List<Long> loads) {
    var taken = placement.take(job(call), workers).orElseThrow();
    return new Place() {
      @Override
      public int worker() {
        return workers.indexOf(taken.worker());
      }

      @Override
      public void prefilled() {
        taken.prefilled();
      }

      @Override
      public void leave(Outcome outcome) {
        taken.leave(outcome.answerTokens() - 1, outcome.end() - outcome.firstToken());
      }
    };
  }

  private static Job job(Call call) {
    var request = call.request();
    boolean known = request.prefix().blocks() > 0;
    double blockTokens = known ? request.prefix().blockTokens() : USUAL_BLOCK;
    return new Job(
        Prefix.of(chain(request)),
        request.promptTokens() / blockTokens,
        call.predictedTokens().orElse(UNKNOWN_LENGTH) / blockTokens);
  }

  /** Whole blocks only, each known by its own id and all before it. */
  private static long[] chain(TraceRequest request) {
    var prefix = request.prefix();
    int whole = Math.min(prefix.blocks(), request.promptTokens() / prefix.blockTokens());
    var hashes = new long[whole];
    long hash = 0;
    for (int i = 0; i < whole; i++) {
      hash = 31 * hash + prefix.id(i) + 1;
      hashes[i] = hash;
    }
    return hashes;
  }
}
