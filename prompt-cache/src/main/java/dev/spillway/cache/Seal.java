package dev.spillway.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What stands in a store for a namespace, and what proves that a value was written by somebody who
 * knows it: a checksum finds flipped bits, and this a store that lies.
 *
 * <p>A namespace is minted with a secret that the store does not have, so it serves as a secret
 * itself: names have a {@link #label} made of it, and values an authentication code under a key
 * made of it. Both are HMAC-SHA256 (RFC 2104) of constants, and neither tells the namespace or the
 * other. The code is cut to 128 bits, as in RFC 4868. Law "tenants do not meet": who may write to
 * the store, also as another tenant, makes no value that is taken for one of this namespace.
 *
 * <p>What a value claims to be is in it, so one that was sealed for another place fits nowhere
 * else. An old value put back in its own place does: it is what was computed once, for the same
 * tokens.
 */
final class Seal {
  /** Of the code. */
  static final int BYTES = 16;

  private static final String ALGORITHM = "HmacSHA256";
  private static final String LABEL = "spillway-label-2";
  private static final String KEY = "spillway-seal-2";

  private final String label;
  private final SecretKeySpec key;

  private Seal(String label, SecretKeySpec key) {
    this.label = label;
    this.key = key;
  }

  /**
   * @param namespace not empty
   */
  static Seal of(String namespace) {
    var secret = new SecretKeySpec(namespace.getBytes(UTF_8), ALGORITHM);
    return new Seal(
        HexFormat.of().formatHex(derived(secret, LABEL), 0, BYTES),
        new SecretKeySpec(derived(secret, KEY), ALGORITHM));
  }

  /** Names the namespace: 32 hexadecimal digits. */
  String label() {
    return label;
  }

  /** Writes the code over all that is outside of {@code [from, at + BYTES)} to {@code at}. */
  void put(byte[] value, int from, int at) {
    System.arraycopy(code(value, from, at), 0, value, at, BYTES);
  }

  /** Whether {@link #put} wrote the code, and all that it is over is as it was then. */
  boolean holds(byte[] value, int from, int at) {
    return MessageDigest.isEqual(code(value, from, at), Arrays.copyOfRange(value, at, at + BYTES));
  }

  private byte[] code(byte[] value, int from, int at) {
    var mac = mac(key);
    mac.update(value, 0, from);
    mac.update(value, at + BYTES, value.length - at - BYTES);
    return Arrays.copyOf(mac.doFinal(), BYTES);
  }

  private static byte[] derived(SecretKeySpec secret, String purpose) {
    return mac(secret).doFinal(purpose.getBytes(UTF_8));
  }

  private static Mac mac(SecretKeySpec key) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }
}
