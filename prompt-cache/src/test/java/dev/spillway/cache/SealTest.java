package dev.spillway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SealTest {

  @Test
  void a_code_is_the_first_half_of_an_hmac_under_a_key_made_of_the_namespace() throws Exception {
    var value = new byte[40];
    Arrays.fill(value, (byte) 3);
    Seal.of("namespace").put(value, 4, 8);
    var key =
        hmac(
            "namespace".getBytes(StandardCharsets.UTF_8),
            "spillway-seal-2".getBytes(StandardCharsets.UTF_8));
    var covered = new byte[20];
    Arrays.fill(covered, (byte) 3);
    assertThat(Arrays.copyOfRange(value, 8, 24)).isEqualTo(Arrays.copyOf(hmac(key, covered), 16));
    assertThat(value).startsWith(3, 3, 3, 3, 3, 3, 3, 3).endsWith(3, 3, 3);
  }

  @Property(tries = 300, seed = "1")
  void law_tenants_do_not_meet_a_label_names_one_namespace_and_does_not_tell_it(
      @ForAll @AlphaChars @StringLength(min = 1, max = 40) String one,
      @ForAll @AlphaChars @StringLength(min = 1, max = 40) String other) {
    var label = Seal.of(one).label();
    assertThat(label).matches("[0-9a-f]{32}").isEqualTo(Seal.of(one).label());
    assertThat(label.equals(Seal.of(other).label())).isEqualTo(one.equals(other));
  }

  private static byte[] hmac(byte[] key, byte[] text) throws Exception {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text);
  }
}
