package dev.spillway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextOwnerTest {

  @Test
  void law_tenants_do_not_meet_a_block_with_one_token_of_the_tenant_s_own_is_the_tenant_s() {
    var owner = new TextOwner("tenant", "shared", 32);
    assertThat(owner.of(16)).isEqualTo("shared");
    assertThat(owner.of(32)).isEqualTo("shared");
    assertThat(owner.of(33)).isEqualTo("tenant");
  }

  @Test
  void nobody_shares_nothing() {
    assertThat(new TextOwner("", "shared", 32)).isEqualTo(TextOwner.NOBODY);
    assertThat(new TextOwner("tenant", "", 32)).isEqualTo(TextOwner.of("tenant"));
    assertThat(new TextOwner("tenant", "shared", 0)).isEqualTo(TextOwner.of("tenant"));
  }
}
