package dev.spillway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockSpaceTest {
  private static final int[] TOKENS = IntStream.range(0, 40).toArray();
  private static final BlockSpace SPACE = new BlockSpace("ns", "fingerprint-of-it", "f32", 16);

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
            new BlockSpace("other", "fingerprint-of-it", "f32", 16),
            new BlockSpace("ns", "fingerprint-of-it, and more", "f32", 16),
            new BlockSpace("ns", "fingerprint-of-it", "f16", 16),
            new BlockSpace("ns", "fingerprint-of-it", "f32", 8),
            new BlockSpace("nsf", "ingerprint-of-it", "f32", 16));
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
  void a_name_says_in_the_clear_whose_block_it_is_and_keeps_a_chain_in_one_slot() {
    var names = SPACE.chain(TOKENS, 40).names(2);
    assertThat(names)
        .allMatch(name -> name.startsWith("spillway:kv:1:ns:fingerprint-of-i:f32:16:{"));
    assertThat(names.stream().map(name -> name.replaceAll(".*\\{|\\}.*", "")).distinct())
        .hasSize(1);
  }

  @Test
  void without_a_namespace_there_is_no_space() {
    assertThatThrownBy(() -> new BlockSpace("", "model", "f32", 16))
        .hasMessageContaining("namespace");
  }
}
