package dev.spillway.gateway.tenancy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Names requests, so that the gateways of an installation can tell from a name whose request it
 * was, and nobody else can.
 *
 * <p>Law: tenants do not meet. The last 48 bits of a name are an HMAC over its other 80, which are
 * random, and the project: who was not told a name of a project cannot make one, short of guessing
 * among 2^48, and a name that was overheard is of no use to another project. Nothing is looked up,
 * so it does not matter which gateway answered, whether the decision is written yet, or whether the
 * database is there.
 *
 * <p>The secret is that of {@link Namespaces}. Until it is known names are made with one that only
 * this process has: to those nobody can refer once it is, which costs opinions of the first
 * requests of a gateway that started without its database, and nothing else.
 */
@Singleton
public final class RequestNames {
  /** Changes with the list of fields. */
  private static final String VERSION = "spillway-request-1";

  private static final int RANDOM_BYTES = 10;
  private static final int RANDOM_DIGITS = 2 * RANDOM_BYTES;
  private static final int DIGITS = 32;

  private final Namespaces namespaces;
  private final SecureRandom random = new SecureRandom();

  public RequestNames(Namespaces namespaces) {
    this.namespaces = namespaces;
  }

  /** A new name: 32 hexadecimal digits. */
  public String mint(String project) {
    var bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    var drawn = HexFormat.of().formatHex(bytes);
    return drawn + tag(drawn, project);
  }

  /** Whether a name was made for this project. */
  public boolean isOf(String name, String project) {
    if (name.length() != DIGITS) {
      return false;
    }
    var tag = tag(name.substring(0, RANDOM_DIGITS), project);
    return MessageDigest.isEqual(
        tag.getBytes(US_ASCII), name.substring(RANDOM_DIGITS).getBytes(US_ASCII));
  }

  private String tag(String drawn, String project) {
    return namespaces.sign(VERSION, project, drawn).substring(0, DIGITS - RANDOM_DIGITS);
  }
}
