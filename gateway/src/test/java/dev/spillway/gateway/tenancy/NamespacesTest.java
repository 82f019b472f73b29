package dev.spillway.gateway.tenancy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NamespacesTest {
  private static final byte[] SECRET = "sixteen-letters!".getBytes(UTF_8);

  private static Namespaces with(byte[] secret) {
    var namespaces = new Namespaces();
    namespaces.use(secret);
    return namespaces;
  }

  private static String mint(List<String> fields) {
    return Namespaces.mint(Namespaces.keyed(SECRET), fields);
  }

  @Test
  void law_tenants_do_not_meet_while_the_secret_is_unknown_nothing_is_shared_by_gateways() {
    var unknown = new Namespaces();
    assertThat(unknown.of("org_1"))
        .matches("[0-9a-f]{32}")
        .isEqualTo(unknown.of("org_1"))
        .isNotEqualTo(unknown.of("org_2"))
        .isNotEqualTo(new Namespaces().of("org_1"));
  }

  /** The value was computed with another program: gateways of two releases agree on it. */
  @Test
  void a_namespace_is_the_first_half_of_the_hmac_of_version_and_tenant() {
    assertThat(with(SECRET).of("org_1")).isEqualTo("62f8e15aed4c52aa7a16829264b42b5e");
  }

  @Property(tries = 300, seed = "1")
  void law_tenants_do_not_meet(
      @ForAll String one, @ForAll String other, @ForAll @Size(min = 1, max = 64) byte[] secret) {
    var namespaces = with(secret);
    assertThat(namespaces.of(one)).matches("[0-9a-f]{32}").isEqualTo(with(secret).of(one));
    assertThat(namespaces.of(one).equals(namespaces.of(other))).isEqualTo(one.equals(other));
  }

  @Property(tries = 300, seed = "1")
  void law_tenants_do_not_meet_no_tenant_has_the_namespace_of_a_shared_beginning_nor_a_pseudonym(
      @ForAll String one, @ForAll String other, @ForAll @Size(min = 1, max = 64) byte[] secret) {
    var namespaces = with(secret);
    assertThat(namespaces.pseudonym(one)).isNotIn(namespaces.of(one), namespaces.of(other));
    assertThat(namespaces.ofShared(one))
        .isNotIn(namespaces.of(one), namespaces.of(other), namespaces.pseudonym(one))
        .isEqualTo(with(secret).ofShared(one));
    assertThat(namespaces.ofShared(one).equals(namespaces.ofShared(other)))
        .isEqualTo(one.equals(other));
  }

  @Property(tries = 300, seed = "1")
  void gateways_with_different_secrets_share_nothing(
      @ForAll String tenant, @ForAll @Size(32) byte[] secret, @ForAll @Size(32) byte[] other) {
    assertThat(with(secret).of(tenant).equals(with(other).of(tenant)))
        .isEqualTo(Arrays.equals(secret, other));
  }

  @Test
  void threads_that_ask_at_the_same_time_get_what_each_would_alone() {
    var namespaces = with(SECRET);
    var tenants = IntStream.range(0, 5_000).mapToObj(i -> "org_" + i).toList();
    assertThat(tenants.parallelStream().map(namespaces::of))
        .isEqualTo(tenants.stream().map(tenant -> with(SECRET).of(tenant)).toList());
  }

  @Test
  void where_a_field_ends_counts() {
    assertThat(mint(List.of("org_1", "2345"))).isNotEqualTo(mint(List.of("org_12345", "")));
    assertThat(mint(List.of("org_1"))).isNotEqualTo(mint(List.of("org_1", "")));
  }

  /** Lists that differ only in where one text is cut: with nothing between fields all collide. */
  @Property(tries = 300, seed = "1")
  void no_two_lists_of_fields_collide(
      @ForAll @StringLength(max = 12) String text, @ForAll long seed, @ForAll long otherSeed) {
    var one = cut(text, new Random(seed));
    var other = cut(text, new Random(otherSeed));
    assertThat(mint(one).equals(mint(other))).isEqualTo(one.equals(other));
  }

  private static List<String> cut(String text, Random random) {
    var fields = new ArrayList<String>();
    int begin = 0;
    for (int end = 0; end <= text.length(); end++) {
      while (random.nextInt(3) == 0) {
        fields.add(text.substring(begin, end));
        begin = end;
      }
    }
    fields.add(text.substring(begin));
    return fields;
  }
}
