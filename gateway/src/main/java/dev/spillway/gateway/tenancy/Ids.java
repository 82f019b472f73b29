package dev.spillway.gateway.tenancy;

import java.util.random.RandomGenerator;

/** Random public ids: a kind, an underscore, and a hundred bits in letters and digits. */
public final class Ids {
  static final int LENGTH = 20;
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  private Ids() {}

  public static String random(RandomGenerator random) {
    var id = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
