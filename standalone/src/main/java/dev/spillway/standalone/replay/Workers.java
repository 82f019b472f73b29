package dev.spillway.standalone.replay;

import dev.spillway.standalone.console.Bytes;
import dev.spillway.standalone.console.CommandFailure;
import dev.spillway.standalone.cost.Profile;
import dev.spillway.standalone.cost.ProfileFile;
import dev.spillway.standalone.replay.trace.Trace;
import dev.spillway.standalone.replay.twin.LengthOracle;
import dev.spillway.standalone.replay.twin.PlacementKind;
import dev.spillway.standalone.replay.twin.SharedStore;
import dev.spillway.standalone.replay.twin.Twin;
import dev.spillway.standalone.replay.twin.WorkerSetup;
import dev.spillway.worker.kernel.KvShape;
import dev.spillway.worker.schedule.Limits;
import dev.spillway.worker.schedule.SchedulingPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options that say what plays the requests. */
final class Workers {
  private static final int MOST_BLOCKS = 50_000_000;

  /** At most one of them. */
  static final class Memory {
    @Option(
        names = "--kv-blocks",
        paramLabel = "N",
        description = "KV memory of a worker in blocks of 16 tokens. Default: the profile's")
    private Optional<Integer> blocks = Optional.empty();

    @Option(
        names = "--kv-memory",
        paramLabel = "SIZE",
        converter = Bytes.class,
        description = "KV memory of a worker, such as 16G")
    private Optional<Long> bytes = Optional.empty();
  }

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      split = ",",
      defaultValue = "fcfs+past-future",
      description = {
        "Compare these: ORDER+ADMISSION, or one of the two.",
        "Orders: fcfs, shortest, shortest-only (whatever the tail), mlfq.",
        "Admissions: past-future, predicted, no-evict, static.",
        "Default: ${DEFAULT-VALUE}"
      })
  private List<String> policies = List.of();

  @Option(
      names = "--starvation",
      paramLabel = "SECONDS",
      description = "Who was not served for so long goes before later ones, in any order")
  private Optional<Double> starvation = Optional.empty();

  @Option(
      names = "--stretch",
      paramLabel = "FACTOR",
      description = {
        "A step of running answers takes at most so many times as long for the prompts in it;",
        "'Infinity' for no limit. Default: " + SchedulingPolicy.DEFAULT_STRETCH
      })
  private double stretch = SchedulingPolicy.DEFAULT_STRETCH;

  @Option(
      names = "--predictor",
      paramLabel = "P",
      defaultValue = "none",
      description = {
        "What is said in advance about lengths: none, oracle, bucket:N (rounded up to N),",
        "noise:X (times a lognormal number of sigma X). Default: ${DEFAULT-VALUE}"
      })
  private String predictor = "";

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description =
          "How long steps take, from 'spillway profile'. Default: a computed accelerator with an"
              + " 8B model")
  private Optional<Path> profile = Optional.empty();

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Default: ${DEFAULT-VALUE}")
  private int workers;

  @Option(
      names = "--placement",
      paramLabel = "HOW",
      defaultValue = "least-loaded",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  private PlacementKind placement = PlacementKind.LEAST_LOADED;

  @ArgGroup(multiplicity = "0..1")
  private Memory memory = new Memory();

  @Option(
      names = "--shared-blocks",
      paramLabel = "N",
      defaultValue = "0",
      description = "Blocks in a store that all workers share. Default: ${DEFAULT-VALUE}")
  private int sharedBlocks;

  @Option(
      names = "--shared-block-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "Tokens of such a block. Default: ${DEFAULT-VALUE}")
  private int sharedBlockTokens;

  @Option(
      names = "--shared-bandwidth",
      paramLabel = "SIZE",
      converter = Bytes.class,
      description = "What a worker reads from it in a second. Default: all at once")
  private Optional<Long> sharedBandwidth = Optional.empty();

  @Option(
      names = "--max-running",
      paramLabel = "N",
      description = "Requests that advance together. Default: the profile's")
  private Optional<Integer> maxRunning = Optional.empty();

  @Option(
      names = "--step-tokens",
      paramLabel = "N",
      description = "Tokens of a step. Default: the profile's")
  private Optional<Integer> stepTokens = Optional.empty();

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description = "What clients allow an answer. Default: the longest of the trace")
  private Optional<Integer> maxTokens = Optional.empty();

  String predictor() {
    return predictor;
  }

  Profile profile() {
    return profile.map(ProfileFile::read).orElse(Profile.REFERENCE);
  }

  List<SchedulingPolicy> policies() {
    return policies.stream().map(this::policy).toList();
  }

  private SchedulingPolicy policy(String text) {
    var named = SchedulingPolicy.parse(text).withStretch(stretch);
    return starvation.isPresent()
        ? named.withStarvationNanos(Math.round(starvation.get() * 1e9))
        : named;
  }

  /** Of the first policy. */
  Twin twin(Profile steps, Trace trace, long seed) {
    if (maxTokens.isPresent() && maxTokens.get() < 1) {
      throw CommandFailure.usage("--max-tokens must be at least 1");
    }
    var limits =
        new Limits(
            maxRunning.orElse(steps.maxRunning()),
            trace.size(),
            stepTokens.orElse(steps.stepTokens()));
    var setup =
        new WorkerSetup(
            policies().getFirst(),
            limits,
            blocks(steps),
            maxTokens.orElse(trace.longestAnswer()),
            steps.cost(),
            shared(steps));
    return new Twin(setup, workers, placement, LengthOracle.parse(predictor, seed), seed);
  }

  private SharedStore shared(Profile steps) {
    double speed =
        sharedBandwidth
            .map(bytes -> (double) bytes / steps.bytesPerBlock() * KvShape.BLOCK_TOKENS)
            .orElse(Double.POSITIVE_INFINITY);
    return new SharedStore(sharedBlocks, sharedBlockTokens, speed);
  }

  private int blocks(Profile steps) {
    long wanted =
        memory
            .bytes
            .map(bytes -> bytes / steps.bytesPerBlock())
            .orElseGet(() -> memory.blocks.map(Integer::longValue).orElse((long) steps.blocks()));
    if (wanted < 1 || wanted > MOST_BLOCKS) {
      throw CommandFailure.usage(
          "the KV memory must have from 1 to %d blocks, not %d".formatted(MOST_BLOCKS, wanted));
    }
    return (int) wanted;
  }
}
