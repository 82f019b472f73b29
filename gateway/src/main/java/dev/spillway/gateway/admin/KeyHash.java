package dev.spillway.gateway.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of a key. A slow password hash would add nothing: a generated key is 256 random bits, so
 * there is no dictionary to try. Comparing hashes in constant time tells nothing of how near a
 * guess came, its length included.
 */
final class KeyHash {
  private static final int FINGERPRINT_BYTES = 4;

  private final byte[] sha256;

  private KeyHash(byte[] sha256) {
    this.sha256 = sha256;
  }

  static KeyHash of(String key) {
    try {
      return new KeyHash(
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static KeyHash stored(byte[] sha256) {
    return new KeyHash(sha256.clone());
  }

  byte[] bytes() {
    return sha256.clone();
  }

  /** Tells one key from the next, and helps nobody to guess 256 bits. */
  String fingerprint() {
    return HexFormat.of().formatHex(sha256, 0, FINGERPRINT_BYTES);
  }

  boolean matches(String key) {
    return MessageDigest.isEqual(sha256, of(key).sha256);
  }
}
