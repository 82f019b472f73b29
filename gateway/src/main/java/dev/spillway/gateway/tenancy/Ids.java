package dev.spillway.gateway.tenancy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;

/** Public ids: a kind, an underscore, and a hundred bits in letters and digits. */
public final class Ids {
  static final int LENGTH = 20;
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  private Ids() {}

  /** Whether it is made of what ids are made of. */
  static boolean isId(String text) {
    return text.length() == LENGTH && text.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
  }

  public static String random(RandomGenerator random) {
    var id = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }

  /** The same for the same name, for what is named in a file that several gateways read. */
  public static String of(String name) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
      var id = new StringBuilder(LENGTH);
      for (int i = 0; i < LENGTH; i++) {
        id.append(ALPHABET.charAt(Math.floorMod(digest[i], ALPHABET.length())));
      }
      return id.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
