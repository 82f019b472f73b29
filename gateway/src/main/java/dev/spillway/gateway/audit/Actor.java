package dev.spillway.gateway.audit;

import java.util.Optional;

/**
 * Who does something through the admin API.
 *
 * @param id {@code key:} and the beginning of the key's hash, which tells one admin key from the
 *     next and opens nothing; or {@code oidc:} and the subject that the issuer names; or {@code
 *     file:} and the name of the file
 * @param name that the issuer gives, for people
 */
public record Actor(String id, Optional<String> name) {
  private static final int LONGEST = 200;

  /** Of somebody who is not let in. */
  static final String NOBODY = "-";

  public Actor {
    id = shortened(id);
    name = name.map(Actor::shortened);
  }

  /** Who has the admin key. */
  public static Actor ofKey(String fingerprint) {
    return new Actor("key:" + fingerprint, Optional.empty());
  }

  /** Whom the issuer of a token names. */
  public static Actor ofToken(String subject, Optional<String> name) {
    return new Actor("oidc:" + subject, name);
  }

  /** Who may write the file by which gateways go. */
  static Actor ofFile(String name) {
    return new Actor("file:" + name, Optional.empty());
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
