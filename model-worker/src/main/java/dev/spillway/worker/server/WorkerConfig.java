package dev.spillway.worker.server;

import dev.spillway.worker.kernel.KernelFlavour;
import dev.spillway.worker.kernel.KvType;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Everything an operator can set for a model worker. */
@ConfigMapping(prefix = "spillway.worker")
public interface WorkerConfig {

  /**
   * Whether this process loads models at all. A process that embeds the worker's classes and does
   * not want them sets it to false.
   */
  @WithDefault("true")
  boolean enabled();

  /**
   * Whether others may call this worker over gRPC, at the HTTP port. A process that embeds the
   * worker and calls it directly sets it to false.
   */
  @WithDefault("true")
  boolean grpc();

  /**
   * What gateways have to show to call this worker, their {@code spillway.gateway.worker.token}.
   * Absent: whoever reaches the port may call it.
   */
  Optional<String> token();

  /** Whether and how the port is encrypted. */
  PortTlsConfig tls();

  /**
   * The models: GGUF files, or folders of which every {@code .gguf} file is loaded. A model's name
   * in requests is its file name without {@code .gguf}.
   */
  Optional<List<Path>> models();

  /** The name of this worker; by default the host's name and a random suffix. */
  Optional<String> id();

  /** Threads that compute for each model; by default as many as there are processors. */
  OptionalInt threads();

  /** The kernels to use; by default the fastest that this Java runtime can run. */
  Optional<KernelFlavour> kernels();

  /** Requests of one model that advance together, at most. */
  @WithDefault("16")
  int maxRunning();

  /** Requests of one model that wait beyond those; more are refused with "try again later". */
  @WithDefault("128")
  int maxWaiting();

  /**
   * Tokens of one step, at most. More is faster for long prompts; fewer makes the pauses of running
   * answers shorter.
   */
  @WithDefault("256")
  int stepTokens();

  /** Memory for keys and values of each model, at most. */
  @WithDefault("256M")
  MemorySize kvMemory();

  /**
   * How keys and values are kept. {@code f32} as computed; {@code f16} half as large, {@code q8} a
   * little more than a quarter, both rounded: more requests fit the memory, answers may differ.
   */
  @WithDefault("f32")
  KvType kvType();

  /**
   * Who is served before whom. {@code fcfs}: first come, first served. {@code shortest}: the least
   * work, which is the prompt and the predicted answer, while the tail of 99 of 100 stays about
   * that of {@code fcfs}. {@code shortest-only}: the same whatever the tail. {@code mlfq}: whoever
   * has a short prompt and has used little so far; those who run make room for newcomers. All but
   * the first delay some by up to about {@code starvation-bound}: where a backlog lasts for longer,
   * that bound takes away what they gain.
   */
  @WithDefault("fcfs")
  String order();

  /**
   * Who fits the memory beside those who run. {@code past-future}: as many as it will hold if
   * answers become as long as recent ones were. {@code predicted}: the same with each request's own
   * predicted length, where it has one. {@code no-evict}: as many as it holds if all answers become
   * as long as they may, so that nobody is ever preempted. {@code static}: nobody joins until all
   * have ended; for comparisons only.
   */
  @WithDefault("past-future")
  String admission();

  /** A request that has not advanced for so long goes before all that came later. */
  @WithDefault("60s")
  Duration starvationBound();

  /**
   * How many times as long a step of running answers may take for the prompts that are read in it.
   * Less makes their pauses even, more lets newcomers begin sooner. Steps of up to 40 ms are always
   * allowed. The infinite gives prompts all of {@code step-tokens}.
   */
  @WithDefault("1.8")
  double stretch();

  /**
   * Memory beside {@code kv-memory} for what preempted requests had computed, at most; 0 to compute
   * it again. Taken when it is needed first.
   */
  @WithDefault("64M")
  MemorySize swapMemory();

  /**
   * Whether answers that repeat their prompt or themselves may guess tokens ahead while there is
   * little else to do. It changes speed and nothing else.
   */
  @WithDefault("true")
  boolean speculation();

  /** Tokens of a prompt and its answer together, at most, if that is less than the model's own. */
  OptionalInt contextLimit();

  /**
   * Memory for each model, at most, for what is known of formats that answers were asked to have:
   * grammars of JSON schemas, and which tokens may follow. What is dropped is made again. A tree of
   * all tokens comes to it with the first such request, of some 2 MB for 50,000.
   */
  @WithDefault("32M")
  MemorySize grammarMemory();

  /** The largest request over gRPC; no less than the longest body that the gateway takes. */
  @WithDefault("64M")
  MemorySize maxMessageSize();

  /** How long running answers get to finish when the process is told to stop. */
  @WithDefault("20s")
  Duration drainTimeout();

  /**
   * When the process is told to stop: how long answers that gateways asked for may go on here
   * before they are ended, so that another worker with the same model goes on with them. Where
   * there is no other, {@code drain-timeout} or more lets them finish here.
   */
  @WithDefault("15s")
  Duration handOverAfter();

  /**
   * Whether this worker embeds texts (all-MiniLM-L6-v2) for gateways that ask for it. Nothing of it
   * is loaded before the first text: then some 100 MB, beside the engines' memory.
   */
  @WithDefault("true")
  boolean embedding();

  /** Where computed prompts are shared with other workers. */
  SharedCacheConfig sharedCache();

  /** A step that takes longer than this makes the worker report that it is not alive. */
  @WithDefault("60s")
  Duration stuckAfter();
}
