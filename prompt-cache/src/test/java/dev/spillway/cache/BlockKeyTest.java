package dev.spillway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BlockKeyTest {
  private static final BlockKey ROOT = BlockKey.root("model", "tenant");

  @Property(seed = "1")
  void the_same_tokens_after_the_same_tokens_have_the_same_key(
      @ForAll @Size(min = 4, max = 32) int[] tokens) {
    var half = tokens.length / 2;
    var shifted = new int[tokens.length + 3];
    System.arraycopy(tokens, 0, shifted, 3, tokens.length);
    assertThat(ROOT.next(tokens, 0, half).next(tokens, half, tokens.length))
        .isEqualTo(ROOT.next(shifted, 3, 3 + half).next(shifted, 3 + half, shifted.length));
  }

  @Property(seed = "1")
  void one_token_changed_changes_the_key_of_its_block_and_of_all_that_follow(
      @ForAll @Size(min = 4, max = 32) int[] tokens, @ForAll int other) {
    Assume.that(tokens[0] != other);
    var half = tokens.length / 2;
    var changed = tokens.clone();
    changed[0] = other;
    var first = ROOT.next(tokens, 0, half);
    var changedFirst = ROOT.next(changed, 0, half);
    assertThat(changedFirst).isNotEqualTo(first);
    assertThat(changedFirst.next(changed, half, changed.length))
        .isNotEqualTo(first.next(tokens, half, tokens.length));
  }

  @Test
  void fields_do_not_run_into_each_other() {
    assertThat(BlockKey.root("org_1", "2345")).isNotEqualTo(BlockKey.root("org_12", "345"));
    assertThat(BlockKey.root("a")).isNotEqualTo(BlockKey.root("a", ""));
  }

  @Test
  void the_key_is_the_sha_256_of_the_parent_and_the_tokens() {
    // printf '%064x%08x%08x' 0 1 2 | xxd -r -p | sha256sum
    assertThat(new BlockKey(0, 0, 0, 0).next(new int[] {1, 2}, 0, 2))
        .isEqualTo(
            new BlockKey(
                0xdd433990c6daf93fL,
                0x596b060bd811a834L,
                0x197e36e952f26b41L,
                0xf0bc6b12b0dd819cL));
  }
}
