package dev.spillway.gateway.tenancy;

import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Mints the namespace of a tenant, within which workers may share what they have computed.
 *
 * <p>Law: tenants do not meet. A namespace is the first 128 bits of an HMAC-SHA256 (RFC 2104) over
 * the tenant, so nobody without the secret can name another tenant's, nor tell the tenant from it,
 * and nothing that a client sends takes part. Each field is preceded by its length: no two lists of
 * fields give the same bytes.
 *
 * <p>Law: a cache may only save time. Until the secret is known namespaces are minted with one that
 * only this process has: tenants are kept apart all the same, what is computed meanwhile is found
 * again by this gateway alone, and nobody waits.
 */
@Singleton
public final class Namespaces {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 16;
  private static final int SECRET_BYTES = 32;

  /** Changes with the list of fields, so that the namespaces of before are no longer minted. */
  private static final String VERSION = "spillway-namespace-1";

  private static final String SHARED = "spillway-shared-namespace-1";
  private static final String PSEUDONYM = "spillway-pseudonym-1";

  /** Tenants whose namespaces are at hand. */
  private static final int MOST = 10_000;

  /** Has the secret, and is only copied. */
  private volatile Mac keyed;

  private volatile Map<String, String> known = new ConcurrentHashMap<>();

  public Namespaces() {
    var own = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(own);
    keyed = keyed(own);
  }

  /** From now on namespaces are minted with this. */
  public void use(byte[] secret) {
    keyed = keyed(secret);
    known = new ConcurrentHashMap<>();
  }

  /** The namespace of a tenant, the same at all gateways with this secret. */
  public String of(String tenant) {
    var at = known;
    if (at.size() >= MOST) {
      at.clear();
    }
    return at.computeIfAbsent(tenant, asked -> mint(keyed, List.of(VERSION, asked)));
  }

  /** Another use of the same secret: its first field must be one that no namespace begins with. */
  String sign(String... fields) {
    return mint(keyed, List.of(fields));
  }

  /**
   * The namespace of all whose messages begin alike and who share on purpose what is computed of
   * that beginning. No tenant has the same one.
   *
   * @param beginning a digest of those messages
   */
  public String ofShared(String beginning) {
    return mint(keyed, List.of(SHARED, beginning));
  }

  /**
   * What stands for some text in a store that must not learn it: the same at all gateways with this
   * secret, and nobody without it can tell which text it is, also who has a guess.
   */
  public String pseudonym(String... fields) {
    return mint(keyed, Stream.concat(Stream.of(PSEUDONYM), Stream.of(fields)).toList());
  }

  /** To find an implementation and prepare it takes longer than to copy it. */
  static Mac keyed(byte[] secret) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }

  static String mint(Mac keyed, List<String> fields) {
    try {
      var mac = (Mac) keyed.clone();
      fields.forEach(field -> mac.update(withLength(field)));
      return HexFormat.of().formatHex(mac.doFinal(), 0, BYTES);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this Java's " + ALGORITHM + " cannot be copied", e);
    }
  }

  /** As UTF-16 and not UTF-8, in which strings with half a surrogate pair would look alike. */
  private static byte[] withLength(String field) {
    var bytes = ByteBuffer.allocate(Integer.BYTES + Character.BYTES * field.length());
    bytes.putInt(field.length()).asCharBuffer().put(field);
    return bytes.array();
  }
}
