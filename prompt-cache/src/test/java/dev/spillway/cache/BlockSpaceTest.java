package dev.spillway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BlockSpaceTest {
  private static final int[] TOKENS = IntStream.range(0, 40).toArray();
  private static final BlockSpace SPACE =
      new BlockSpace(TextOwner.of("ns"), "fingerprint-of-it", "f32", 16);

  @Test
  void a_chain_has_the_whole_blocks_and_no_more() {
    assertThat(SPACE.chain(TOKENS, 40).size()).isEqualTo(2);
    assertThat(SPACE.chain(TOKENS, 32).size()).isEqualTo(2);
    assertThat(SPACE.chain(TOKENS, 31).size()).isEqualTo(1);
    assertThat(SPACE.chain(TOKENS, 15).size()).isZero();
  }

  @Test
  void each_block_names_the_one_before_it() {
    var chain = SPACE.chain(TOKENS, 40);
    assertThat(chain.parent(1)).isEqualTo(chain.key(0));
    assertThat(chain.key(0)).isEqualTo(chain.parent(0).next(TOKENS, 0, 16));
  }

  @Test
  void law_tenants_do_not_meet_nothing_that_differs_leaves_a_name_in_common() {
    var spaces =
        List.of(
            SPACE,
            new BlockSpace(TextOwner.of("other"), "fingerprint-of-it", "f32", 16),
            new BlockSpace(TextOwner.of("ns"), "fingerprint-of-it, and more", "f32", 16),
            new BlockSpace(TextOwner.of("ns"), "fingerprint-of-it", "f16", 16),
            new BlockSpace(TextOwner.of("ns"), "fingerprint-of-it", "f32", 8),
            new BlockSpace(TextOwner.of("nsf"), "ingerprint-of-it", "f32", 16));
    var names = new HashSet<String>();
    var hashes = new HashSet<BlockKey>();
    int all = 0;
    for (var space : spaces) {
      var chain = space.chain(TOKENS, 40);
      names.addAll(chain.names(chain.size()));
      for (int i = 0; i < chain.size(); i++) {
        hashes.add(chain.key(i));
      }
      all += chain.size();
    }
    assertThat(names).hasSize(all);
    assertThat(hashes).hasSize(all);
  }

  @Test
  void a_name_says_by_a_label_whose_block_it_is_and_keeps_a_chain_in_one_slot() {
    var names = SPACE.chain(TOKENS, 40).names(2);
    assertThat(names)
        .allMatch(
            name ->
                name.startsWith(
                    "spillway:kv:2:" + Seal.of("ns").label() + ":fingerprint-of-i:f32:16:{"));
    assertThat(names.stream().map(name -> name.replaceAll(".*\\{|\\}.*", "")).distinct())
        .hasSize(1);
  }

  /** Two tenants with the same text and the same shared beginning of it, of whatever length. */
  @Property(tries = 300, seed = "1")
  void law_tenants_do_not_meet_beyond_the_beginning_that_they_share(
      @ForAll @IntRange(min = 0, max = 200) int shared,
      @ForAll @IntRange(min = 1, max = 20) int blockTokens) {
    int[] tokens = IntStream.range(0, 160).toArray();
    var one = chain("one", "shared", shared, blockTokens, tokens);
    var other = chain("other", "shared", shared, blockTokens, tokens);
    int common = Math.min(shared, tokens.length) / blockTokens;
    for (int i = 0; i < one.size(); i++) {
      assertThat(one.key(i).equals(other.key(i))).as("key %d", i).isEqualTo(i < common);
      assertThat(one.name(i).equals(other.name(i))).as("name %d", i).isEqualTo(i < common);
      assertThat(one.name(i)).contains(":" + Seal.of(i < common ? "shared" : "one").label() + ":");
    }
  }

  @Test
  void what_follows_another_beginning_is_another_block_also_of_one_tenant() {
    var keys = new HashSet<BlockKey>();
    for (int shared : List.of(0, 16, 32)) {
      keys.add(chain("one", "shared", shared, 16, TOKENS).key(1));
      keys.add(chain("one", "other", shared, 16, TOKENS).key(1));
    }
    assertThat(keys).as("1 that shares nothing, 2 that follow a beginning, 2 in one").hasSize(5);
  }

  @Test
  void a_chain_that_begins_in_common_lies_in_one_slot() {
    var names = chain("one", "shared", 16, 16, TOKENS).names(2);
    assertThat(names.stream().map(name -> name.replaceAll(".*\\{|\\}.*", "")).distinct())
        .hasSize(1);
  }

  private static BlockChain chain(
      String tenant, String shared, int sharedTokens, int blockTokens, int[] tokens) {
    var owner = new TextOwner(tenant, shared, sharedTokens);
    return new BlockSpace(owner, "model", "f32", blockTokens).chain(tokens, tokens.length);
  }

  @Test
  void without_a_namespace_there_is_no_space() {
    assertThatThrownBy(() -> new BlockSpace(TextOwner.of(""), "model", "f32", 16))
        .hasMessageContaining("namespace");
  }
}
