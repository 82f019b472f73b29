package dev.spillway.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A secret that is compared in constant time: digests have one length, so neither the secret's
 * length nor how much of a guess was right shows in the time a comparison takes.
 */
final class BearerKey {
  private final byte[] digest;

  BearerKey(String secret) {
    digest = sha256(secret);
  }

  boolean is(String presented) {
    return MessageDigest.isEqual(digest, sha256(presented));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
