package dev.spillway.gateway.tenancy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A key as clients send it: {@code spw-}, the public id of the key, and 256 random bits.
 *
 * <p>The id says which row to look at, so nothing secret takes part in the search, and what is
 * compared with the row's hash is compared in constant time. Never to be logged: {@link #toString}
 * gives the public id alone.
 */
public final class KeySecret {
  private static final int BYTES = 32;
  private static final String PREFIX = "spw-";

  /** Administrators' keys begin so; applications may send one where they need none. */
  private static final String NOT_OF_PROJECTS = PREFIX + "admin-";

  private static final String ID_PREFIX = "key_";

  /** Where the id ends, and a sign stands between it and the random part. */
  private static final int ID_END = PREFIX.length() + Ids.LENGTH;

  /** Base64 has four signs for three bytes. */
  private static final int LENGTH = ID_END + 1 + (4 * BYTES + 2) / 3;

  private final String id;
  private final String text;

  private KeySecret(String id, String text) {
    this.id = id;
    this.text = text;
  }

  /**
   * A secret for a new key.
   *
   * @param random must not be predictable
   */
  public static KeySecret make(RandomGenerator random) {
    return make(Ids.random(random), random);
  }

  /** Another secret for a key. */
  static KeySecret again(String keyId, RandomGenerator random) {
    return make(keyId.substring(ID_PREFIX.length()), random);
  }

  private static KeySecret make(String id, RandomGenerator random) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new KeySecret(
        id,
        "spw-%s-%s".formatted(id, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)));
  }

  /** Empty if it is no key of ours, whatever else it may be. */
  public static Optional<KeySecret> parse(String presented) {
    if (presented.length() != LENGTH
        || !presented.startsWith(PREFIX)
        || presented.charAt(ID_END) != '-') {
      return Optional.empty();
    }
    var id = presented.substring(PREFIX.length(), ID_END);
    return Ids.isId(id) && isBase64(presented, ID_END + 1)
        ? Optional.of(new KeySecret(id, presented))
        : Optional.empty();
  }

  /** As in addresses, without padding (RFC 4648, section 5). */
  private static boolean isBase64(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
        return false;
      }
    }
    return true;
  }

  /** Whether it was meant as a key of a project, even if it is not whole. */
  public static boolean isMeant(String presented) {
    return presented.startsWith(PREFIX) && !presented.startsWith(NOT_OF_PROJECTS);
  }

  /** The public id of the key. */
  public String keyId() {
    return ID_PREFIX + id;
  }

  /** What the client sends; to be shown once, to who made the key. */
  public String reveal() {
    return text;
  }

  String sha256() {
    return HexFormat.of().formatHex(digest());
  }

  boolean hashesTo(String sha256) {
    return MessageDigest.isEqual(HexFormat.of().parseHex(sha256), digest());
  }

  private byte[] digest() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return keyId();
  }
}
