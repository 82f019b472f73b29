package dev.spillway.gateway.tenancy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySecretTest {
  private static final String ID = "3p6w0r9x2c5v8b1n4m7q";
  private static final String SECRET = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE";
  private static final String KEY = "spw-" + ID + "-" + SECRET;

  private static KeySecret key() {
    return KeySecret.parse(KEY).orElseThrow();
  }

  @Test
  void a_key_has_256_random_bits_and_each_of_them_is_drawn() {
    var zeros = KeySecret.make(new Filled(0)).reveal();
    assertThat(zeros.substring(zeros.lastIndexOf('-') + 1)).isEqualTo("A".repeat(43));
    var drawn = KeySecret.make(new Filled(0xff)).reveal();
    assertThat(Base64.getUrlDecoder().decode(drawn.substring(drawn.indexOf('-', 4) + 1)))
        .hasSize(32)
        .containsOnly(0xff);
  }

  @Test
  void what_is_made_is_parsed_as_what_it_is() {
    var random = new Random(1);
    for (int time = 0; time < 100; time++) {
      var made = KeySecret.make(random);
      var parsed = KeySecret.parse(made.reveal()).orElseThrow();
      assertThat(parsed.keyId()).isEqualTo(made.keyId()).startsWith("key_").hasSize(24);
      assertThat(parsed.hashesTo(made.sha256())).isTrue();
    }
  }

  @Test
  void another_secret_of_a_key_has_its_id_and_opens_nothing_that_the_first_opens() {
    var again = KeySecret.again("key_" + ID, new Random(1));
    assertThat(again.keyId()).isEqualTo("key_" + ID);
    assertThat(again.reveal()).startsWith("spw-" + ID + "-").isNotEqualTo(KEY);
    assertThat(again.hashesTo(key().sha256())).isFalse();
  }

  @Test
  void the_hash_is_of_all_that_a_client_sends() throws NoSuchAlgorithmException {
    assertThat(key().sha256())
        .isEqualTo(
            HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(UTF_8))));
    for (int at = 4; at < KEY.length(); at++) {
      if (KEY.charAt(at) != '-') {
        var other =
            KEY.substring(0, at) + (KEY.charAt(at) == 'b' ? 'c' : 'b') + KEY.substring(at + 1);
        assertThat(KeySecret.parse(other).orElseThrow().hashesTo(key().sha256())).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "spw-",
        " " + KEY,
        KEY + " ",
        KEY + "A",
        KEY + "\n",
        "x" + KEY,
        "SPW-" + ID + "-" + SECRET,
        "spw-3p6w0r9x2c5v8b1n4m7-" + SECRET,
        "spw-3p6w0r9x2c5v8b1n4m7qq-" + SECRET,
        "spw-3p6w0r9x2c5v8b1n4m7Q-" + SECRET,
        "spw-3p6w0r9x2c5v8b1n4m7i-" + SECRET,
        "spw-3p6w0r9x2c5v8b1n4m7u-" + SECRET,
        "spw-" + ID + "_" + SECRET,
        "spw-" + ID + "-+AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void what_has_not_the_form_of_a_key_is_none(String presented) {
    assertThat(KeySecret.parse(presented)).isEmpty();
  }

  @Test
  void a_key_in_a_message_is_its_public_id() {
    assertThat(key()).hasToString("key_" + ID);
    assertThat("for " + key()).doesNotContain(SECRET);
  }

  @Test
  void what_begins_like_a_key_is_meant_as_one_and_that_of_an_administrator_is_not() {
    assertThat(KeySecret.isMeant("spw-3p6")).isTrue();
    assertThat(KeySecret.isMeant("spw-admin")).isTrue();
    assertThat(KeySecret.isMeant("spw-admin-3p6")).isFalse();
    assertThat(KeySecret.isMeant("sk-spw-3p6")).isFalse();
  }

  /** Every byte is the same. */
  private record Filled(int each) implements RandomGenerator {
    @Override
    public long nextLong() {
      return each * 0x0101_0101_0101_0101L;
    }
  }
}
