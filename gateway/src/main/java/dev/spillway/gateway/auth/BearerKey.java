package dev.spillway.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * A secret that is compared in constant time: digests have one length, so neither the secret's
 * length nor how much of a guess was right shows in the time a comparison takes.
 */
public final class BearerKey {
  private static final String SCHEME = "bearer ";

  private final byte[] digest;

  public BearerKey(String secret) {
    digest = sha256(secret);
  }

  /** Whether an {@code Authorization} header, which may be absent, carries this key. */
  public boolean opens(@Nullable String header) {
    return header != null
        && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(digest, sha256(header.substring(SCHEME.length()).strip()));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
