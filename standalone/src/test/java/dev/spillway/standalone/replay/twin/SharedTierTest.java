package dev.spillway.standalone.replay.twin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.standalone.replay.trace.Trace;
import dev.spillway.standalone.replay.trace.TraceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedTierTest {
  private static final double AT_ONCE = Double.POSITIVE_INFINITY;

  /** The same prompt of four whole blocks and a little more, a minute apart. */
  private static final String TWICE =
      """
      {"timestamp": 0, "input_length": 2060, "output_length": 2, "hash_ids": [1, 2, 3, 4]}
      {"timestamp": 60000, "input_length": 2060, "output_length": 2, "hash_ids": [1, 2, 3, 4]}
      """;

  @TempDir private Path folder;

  @Test
  void a_worker_loads_what_another_has_computed() throws IOException {
    var outcomes = play(new SharedStore(100, 512, AT_ONCE), 2, TWICE);
    assertThat(outcomes).extracting(Outcome::cachedTokens).containsExactly(0, 2048);
    assertThat(outcomes).extracting(Outcome::loadedTokens).containsExactly(0, 2048);
    assertThat(outcomes.getLast().timeToFirst()).isLessThan(outcomes.getFirst().timeToFirst() / 4);
  }

  @Test
  void what_a_worker_has_itself_it_does_not_load() throws IOException {
    var outcomes = play(new SharedStore(100, 512, AT_ONCE), 1, TWICE);
    assertThat(outcomes).extracting(Outcome::cachedTokens).containsExactly(0, 2048);
    assertThat(outcomes).extracting(Outcome::loadedTokens).containsExactly(0, 0);
  }

  @Test
  void what_has_no_room_in_the_store_is_computed() throws IOException {
    // The beginnings of prompts stay: without them the rest is of no use.
    var outcomes = play(new SharedStore(3, 512, AT_ONCE), 2, TWICE);
    assertThat(outcomes).extracting(Outcome::cachedTokens).containsExactly(0, 1536);
  }

  @Test
  void loading_takes_its_time() throws IOException {
    double tokensPerSecond = 40_000;
    var atOnce = play(new SharedStore(100, 512, AT_ONCE), 2, TWICE).getLast();
    var slowly = play(new SharedStore(100, 512, tokensPerSecond), 2, TWICE).getLast();
    assertThat(slowly.timeToFirst() - atOnce.timeToFirst())
        .isBetween(0.9 * 2048 / tokensPerSecond, 1.1 * 2048 / tokensPerSecond);
  }

  @Test
  void a_store_that_is_slower_than_computing_is_left_alone() throws IOException {
    var outcomes = play(new SharedStore(100, 512, 100), 2, TWICE);
    assertThat(outcomes).extracting(Outcome::loadedTokens).containsExactly(0, 0);
    assertThat(outcomes.getLast().timeToFirst()).isEqualTo(outcomes.getFirst().timeToFirst());
  }

  @Test
  void the_gateways_placement_goes_where_a_prompt_was_read() throws IOException {
    var setup = setup(SharedStore.NONE);
    var lengths = LengthOracle.parse("none", 1);
    var twin = new Twin(setup, 4, PlacementKind.COST, lengths, 1);
    assertThat(twin.play(read(TWICE), ended -> {}).outcomes())
        .extracting(Outcome::cachedTokens)
        .containsExactly(0, 2048);
  }

  /** Placed in turns. */
  private List<Outcome> play(SharedStore store, int workers, String trace) throws IOException {
    var lengths = LengthOracle.parse("none", 1);
    return new Twin(setup(store), workers, PlacementKind.ROUND_ROBIN, lengths, 1)
        .play(read(trace), ended -> {})
        .outcomes();
  }

  private static WorkerSetup setup(SharedStore store) {
    var plain = Setups.twin("fcfs", 1, 2000).setup();
    return new WorkerSetup(
        plain.policy(), plain.limits(), plain.blocks(), plain.maxTokens(), plain.cost(), store);
  }

  private Trace read(String text) throws IOException {
    return TraceFile.read(Files.writeString(folder.resolve("trace"), text), 100);
  }
}
