package dev.spillway.gateway.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class RequestNamesTest {
  private static final byte[] SECRET =
      "a secret of this installation".getBytes(StandardCharsets.UTF_8);

  private static RequestNames gateway() {
    var namespaces = new Namespaces();
    namespaces.use(SECRET);
    return new RequestNames(namespaces);
  }

  /** Law: tenants do not meet. */
  @Test
  void a_name_is_of_the_project_that_it_was_made_for_at_any_gateway_and_of_no_other() {
    var name = gateway().mint("proj_a");
    assertThat(name).matches("[0-9a-f]{32}");
    assertThat(gateway().isOf(name, "proj_a")).isTrue();
    assertThat(gateway().isOf(name, "proj_b")).isFalse();
    assertThat(new RequestNames(new Namespaces()).isOf(name, "proj_a")).isFalse();
  }

  @Test
  void a_name_that_was_changed_anywhere_is_of_nobody() {
    var names = gateway();
    var name = names.mint("proj_a");
    for (int i = 0; i < name.length(); i++) {
      char other = name.charAt(i) == '0' ? '1' : '0';
      var changed = name.substring(0, i) + other + name.substring(i + 1);
      assertThat(names.isOf(changed, "proj_a")).as(changed).isFalse();
    }
    assertThat(names.isOf("", "proj_a")).isFalse();
    assertThat(names.isOf(name + "0", "proj_a")).isFalse();
  }

  @Test
  void no_name_is_given_twice_and_none_is_a_namespace() {
    var namespaces = new Namespaces();
    var names = new RequestNames(namespaces);
    var all = new HashSet<String>();
    for (int i = 0; i < 10_000; i++) {
      all.add(names.mint("proj_a"));
    }
    assertThat(all).hasSize(10_000).doesNotContain(namespaces.of("proj_a"));
  }
}
