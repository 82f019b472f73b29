package dev.spillway.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.cache.BlockFrame;
import dev.spillway.cache.BlockKey;
import dev.spillway.cache.BlockSpace;
import dev.spillway.cache.TextOwner;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.testkit.Await;
import dev.spillway.testkit.TinyLlama;
import dev.spillway.testkit.WeightType;
import dev.spillway.worker.format.GgufFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two engines with one store between them. Answers are compared bit for bit. */
class SharedPromptsTest {
  private static final int GROUP = 128;
  private static final int GROUPS = 4;

  /** Whole groups, and something more. */
  private static final int PROMPT = GROUPS * GROUP + 21;

  private static final int ANSWER = 12;
  private static final TextOwner TENANT = TextOwner.of("tenant");
  private static final int[] QUESTION = Prompts.ofLength(PROMPT, 5);

  private final Shelf shelf = new Shelf();
  private GgufFile file;
  private Engine first;
  private Engine second;

  @BeforeEach
  void start(@TempDir Path folder) {
    var path =
        new TinyLlama(3, WeightType.Q8_0, 2, 64, 4, 2, 128, 2048, false)
            .writeTo(folder.resolve("tiny.gguf"));
    file = GgufFile.open(path);
    first = engine(LoadPolicy.ALL);
    second = engine(LoadPolicy.ALL);
  }

  private Engine engine(LoadPolicy policy) {
    return Engine.start(file, EngineOptions.DEFAULTS, sharing(policy));
  }

  private Sharing sharing(LoadPolicy policy) {
    return sharing(policy, true);
  }

  private Sharing sharing(LoadPolicy policy, boolean sealed) {
    return new Sharing(shelf, file.fingerprint(), policy, 32 << 20, 32 << 20, sealed);
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
    file.close();
  }

  @Test
  void law_one_answer_what_another_engine_computed_is_not_computed_again() {
    var cold = ask(first, "tenant", QUESTION);
    shelf.await(GROUPS);
    var warm = ask(second, "tenant", QUESTION);
    assertThat(warm.answer.join()).isEqualTo(cold.answer.join());
    assertThat(cold.cachedTokens).isZero();
    assertThat(warm.cachedTokens).isEqualTo(GROUPS * GROUP);
    assertThat(second.stats().promptTokens()).isEqualTo(PROMPT - GROUPS * GROUP);
  }

  @Test
  void law_tenants_do_not_meet_in_the_store_nor_in_an_engine() {
    ask(first, "tenant", QUESTION);
    shelf.await(GROUPS);
    assertThat(ask(first, "other", QUESTION).cachedTokens).isZero();
    shelf.await(2 * GROUPS);
    assertThat(
            shelf.values.keySet().stream()
                .filter(name -> name.contains(":" + label("other") + ":")))
        .hasSize(GROUPS);
    assertThat(ask(first, "tenant", QUESTION).cachedTokens).isEqualTo(PROMPT / 16 * 16);
    assertThat(ask(second, "third", QUESTION).cachedTokens).isZero();
  }

  @Test
  void law_tenants_do_not_meet_beyond_the_beginning_that_they_share() {
    int beginning = 2 * GROUP + 40;
    var one = ask(first, sharing("one", beginning), QUESTION);
    shelf.await(GROUPS);
    var two = ask(first, sharing("two", beginning), QUESTION);
    assertThat(two.cachedTokens).as("whole blocks of the beginning").isEqualTo(288);
    shelf.await(GROUPS + 2);
    var three = ask(second, sharing("three", beginning), QUESTION);
    assertThat(three.cachedTokens).as("whole groups of the beginning").isEqualTo(2 * GROUP);
    assertThat(two.answer.join()).isEqualTo(one.answer.join());
    assertThat(three.answer.join()).isEqualTo(one.answer.join());
    shelf.await(GROUPS + 4);
    assertThat(kept("shared")).isEqualTo(2);
    assertThat(kept("one")).isEqualTo(kept("two")).isEqualTo(kept("three")).isEqualTo(2);
    assertThat(ask(first, "four", QUESTION).cachedTokens).as("who does not share it").isZero();
    assertThat(ask(second, sharing("one", beginning), QUESTION).cachedTokens)
        .as("what one had computed after it is found again by one, in whole groups")
        .isEqualTo(288 + GROUP);
  }

  /** What stands for a namespace in names. */
  private static String label(String namespace) {
    var space = new BlockSpace(TextOwner.of(namespace), "", "", GROUP);
    return space.chain(QUESTION, GROUP).name(0).split(":", -1)[3];
  }

  private static TextOwner sharing(String tenant, int tokens) {
    return new TextOwner(tenant, "shared", tokens);
  }

  private long kept(String namespace) {
    return shelf.values.keySet().stream()
        .filter(name -> name.contains(":" + label(namespace) + ":"))
        .count();
  }

  @Test
  void without_a_namespace_nothing_is_written_and_nothing_read() {
    ask(first, "", QUESTION);
    ask(first, "", QUESTION);
    assertThat(shelf.values).isEmpty();
    ask(first, "tenant", QUESTION);
    shelf.await(GROUPS);
    assertThat(ask(second, "", QUESTION).cachedTokens).isZero();
  }

  @Test
  void an_answer_can_be_found_as_the_beginning_of_the_next_turn() {
    int[] turn = Arrays.copyOf(QUESTION, GROUPS * GROUP - 5);
    var answer = ask(first, "tenant", turn).answer.join();
    shelf.await(GROUPS);
    int[] next = Arrays.copyOf(turn, turn.length + ANSWER + 30);
    for (int i = 0; i < ANSWER; i++) {
      next[turn.length + i] = answer.ids().get(i);
    }
    assertThat(ask(second, "tenant", next).cachedTokens).isEqualTo(GROUPS * GROUP);
  }

  @ParameterizedTest(name = "group {0} is gone")
  @ValueSource(ints = {0, 1, 2, 3})
  void law_a_cache_may_only_save_time_what_is_gone_meanwhile_is_computed(int gone) {
    var expected = ask(first, "tenant", QUESTION).answer.join();
    shelf.await(GROUPS);
    shelf.hold();
    var recorder = new Recorder(_ -> {});
    submit(second, TENANT, QUESTION, recorder);
    Await.until(() -> !shelf.reads.isEmpty());
    remove(gone);
    while (!recorder.answer.isDone()) {
      shelf.answer();
      Thread.onSpinWait();
    }
    assertThat(recorder.answer.join()).isEqualTo(expected);
    assertThat(recorder.cachedTokens).isLessThan(GROUPS * GROUP);
  }

  @ParameterizedTest(name = "byte {0}")
  @ValueSource(ints = {0, 20, 60, 82, 90, 110, BlockFrame.HEADER, 5000})
  void law_a_cache_may_only_save_time_a_block_that_lies_is_computed(int flipped) {
    var expected = ask(first, "tenant", QUESTION).answer.join();
    shelf.await(GROUPS);
    shelf.values.values().forEach(value -> value[flipped] ^= 4);
    var recorder = ask(second, "tenant", QUESTION);
    assertThat(recorder.answer.join()).isEqualTo(expected);
    assertThat(recorder.cachedTokens).isZero();
  }

  /** As somebody can make it who may write to the store. */
  @Test
  void law_a_cache_may_only_save_time_a_block_that_lies_with_a_right_checksum_is_computed() {
    var expected = ask(first, "tenant", QUESTION).answer.join();
    shelf.await(GROUPS);
    shelf.values.values().forEach(SharedPromptsTest::lie);
    var recorder = ask(second, "tenant", QUESTION);
    assertThat(recorder.answer.join()).isEqualTo(expected);
    assertThat(recorder.cachedTokens).isZero();
    try (var trusting =
        Engine.start(file, EngineOptions.DEFAULTS, sharing(LoadPolicy.ALL, false))) {
      assertThat(ask(trusting, "tenant", QUESTION).cachedTokens)
          .as("where only the checksum is looked at")
          .isEqualTo(GROUPS * GROUP);
    }
  }

  private static void lie(byte[] value) {
    for (int i = BlockFrame.HEADER; i < value.length; i += 64) {
      value[i] ^= 4;
    }
    var crc = new CRC32C();
    crc.update(value, 0, 80);
    crc.update(value, BlockFrame.HEADER, value.length - BlockFrame.HEADER);
    ByteBuffer.wrap(value).putInt(80, (int) crc.getValue());
  }

  @Test
  void without_authentication_blocks_are_shared_too_and_those_who_want_it_do_not_load_them() {
    try (var trusting =
        Engine.start(file, EngineOptions.DEFAULTS, sharing(LoadPolicy.ALL, false))) {
      ask(trusting, "tenant", QUESTION);
      shelf.await(GROUPS);
    }
    try (var trusting =
        Engine.start(file, EngineOptions.DEFAULTS, sharing(LoadPolicy.ALL, false))) {
      assertThat(ask(trusting, "tenant", QUESTION).cachedTokens).isEqualTo(GROUPS * GROUP);
    }
    assertThat(ask(second, "tenant", QUESTION).cachedTokens).isZero();
  }

  @Test
  void law_a_cache_may_only_save_time_a_store_that_says_nothing_is_not_waited_for() {
    shelf.silence();
    try (var measuring = engine(LoadPolicy.MEASURED)) {
      assertThat(ask(measuring, "tenant", QUESTION).cachedTokens).isZero();
    }
  }

  @Test
  void where_loading_and_computing_meet_the_answer_is_the_same() {
    var expected = ask(first, "tenant", QUESTION).answer.join();
    shelf.await(GROUPS);
    for (int i = 0; i < 10; i++) {
      try (var measuring = engine(LoadPolicy.MEASURED)) {
        assertThat(ask(measuring, "tenant", QUESTION).answer.join()).isEqualTo(expected);
      }
    }
  }

  @Test
  void law_a_cache_may_only_save_time_a_store_that_stalls_is_not_waited_for() {
    var expected = ask(first, "tenant", QUESTION).answer.join();
    shelf.await(GROUPS);
    shelf.hold();
    try (var measuring = engine(LoadPolicy.MEASURED)) {
      assertThat(ask(measuring, "tenant", QUESTION).answer.join()).isEqualTo(expected);
    }
  }

  @Test
  void the_last_group_is_asked_for_first() {
    ask(first, "tenant", QUESTION);
    shelf.await(GROUPS);
    ask(second, "tenant", QUESTION);
    assertThat(shelf.reads).hasSize(GROUPS);
    var names = shelf.reads.stream().map(SharedPromptsTest::hash).toList();
    var key = BlockKey.root("2", "tenant", file.fingerprint(), layout(), "" + GROUP);
    var hashes = new ArrayList<String>();
    for (int group = 0; group < GROUPS; group++) {
      key = key.next(QUESTION, group * GROUP, (group + 1) * GROUP);
      hashes.addFirst(key.hex());
    }
    assertThat(names).isEqualTo(hashes);
  }

  @Test
  void what_was_given_up_half_way_is_there_for_who_goes_on_with_it() {
    int[] turn = Arrays.copyOf(QUESTION, GROUPS * GROUP - 5);
    var given = new CompletableFuture<Ticket>();
    var begun = new Recorder(said -> giveUp(given, said));
    given.complete(
        first.resume(turn, new int[0], 1000, OptionalInt.empty(), TENANT, branch(begun)));
    shelf.await(GROUPS);
    var rest = new Recorder(_ -> {});
    int[] said = begun.ids.stream().limit(6).mapToInt(Integer::intValue).toArray();
    second.resume(turn, said, 7, OptionalInt.empty(), TENANT, branch(rest));
    rest.answer.join();
    assertThat(rest.cachedTokens).isEqualTo(turn.length);
  }

  @Test
  void of_a_prompt_that_cannot_be_lent_at_once_the_rest_follows() {
    int groupBytes = 1 << 16;
    var sharing =
        new Sharing(shelf, file.fingerprint(), LoadPolicy.ALL, 32 << 20, 2L * groupBytes, true);
    try (var narrow = Engine.start(file, EngineOptions.DEFAULTS, sharing)) {
      var answer = branch(new Recorder(_ -> {}));
      narrow.resume(QUESTION, new int[0], 1000, OptionalInt.empty(), TENANT, answer);
      shelf.await(GROUPS);
    }
    assertThat(shelf.values.values()).allMatch(value -> value.length > groupBytes);
    assertThat(ask(second, "tenant", QUESTION).cachedTokens).isEqualTo(GROUPS * GROUP);
  }

  @Test
  void of_an_answer_whose_engine_stops_dead_no_more_than_a_group_is_computed_again() {
    var dead = new CompletableFuture<Boolean>();
    int said = 2 * GROUP + 30;
    var begun =
        new Recorder(
            count -> {
              if (count == said) {
                dead.join();
              }
            });
    first.resume(QUESTION, new int[0], 1000, OptionalInt.empty(), TENANT, branch(begun));
    try {
      int groups = (PROMPT + said - 1) / GROUP;
      shelf.await(groups);
      Await.until(() -> begun.ids.size() == said);
      var rest = new Recorder(_ -> {});
      int[] ids = begun.ids.stream().mapToInt(Integer::intValue).toArray();
      second.resume(QUESTION, ids, said + 8, OptionalInt.empty(), TENANT, branch(rest));
      rest.answer.join();
      assertThat(second.stats().promptTokens()).isZero();
      assertThat(Set.copyOf(shelf.reads)).hasSize(groups);
      assertThat(rest.resumedComputed).isEqualTo(PROMPT + said - groups * GROUP);
    } finally {
      dead.complete(true);
    }
  }

  private static void giveUp(CompletableFuture<Ticket> ticket, int said) {
    if (said == 10) {
      ticket.join().cancel();
    }
  }

  @Test
  void an_answer_that_began_elsewhere_goes_on_from_its_blocks() {
    int[] turn = Arrays.copyOf(QUESTION, GROUPS * GROUP - 5);
    var whole = ask(first, "tenant", turn).answer.join();
    shelf.await(GROUPS);
    var rest = new Recorder(_ -> {});
    int[] said = whole.ids().stream().limit(9).mapToInt(Integer::intValue).toArray();
    second.resume(turn, said, ANSWER, OptionalInt.empty(), TENANT, branch(rest));
    assertThat(rest.answer.join().ids()).isEqualTo(whole.ids().subList(9, ANSWER));
    assertThat(second.stats().promptTokens()).isZero();
  }

  private static Recorder ask(Engine engine, String tenant, int[] prompt) {
    return ask(engine, TextOwner.of(tenant), prompt);
  }

  private static Recorder ask(Engine engine, TextOwner owner, int[] prompt) {
    var recorder = new Recorder(_ -> {});
    submit(engine, owner, prompt, recorder);
    recorder.answer.orTimeout(60, TimeUnit.SECONDS).join();
    return recorder;
  }

  private static void submit(Engine engine, TextOwner owner, int[] prompt, Recorder recorder) {
    engine.resume(prompt, new int[0], ANSWER, OptionalInt.empty(), owner, branch(recorder));
  }

  private static Branch branch(Recorder recorder) {
    return new Branch(Sampling.GREEDY, recorder);
  }

  private static String hash(String name) {
    return name.substring(name.lastIndexOf(':') + 1);
  }

  /** The part of the shelf's names that says how blocks are laid out. */
  private String layout() {
    return shelf.values.keySet().iterator().next().split(":", -1)[5];
  }

  private void remove(int group) {
    var name = shelf.reads.getFirst();
    var last = name.substring(0, name.lastIndexOf(':'));
    assertThat(shelf.values.keySet()).allMatch(other -> other.startsWith(last));
    var key = BlockKey.root("2", "tenant", file.fingerprint(), layout(), "" + GROUP);
    for (int i = 0; i <= group; i++) {
      key = key.next(QUESTION, i * GROUP, (i + 1) * GROUP);
    }
    assertThat(shelf.values.remove(last + ":" + key.hex())).isNotNull();
  }
}
