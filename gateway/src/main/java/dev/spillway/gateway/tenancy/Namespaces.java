package dev.spillway.gateway.tenancy;

import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Mints the namespace of a tenant, within which workers may share what they have computed.
 *
 * <p>Law: tenants do not meet. A namespace is the first 128 bits of an HMAC-SHA256 (RFC 2104) over
 * the tenant, so nobody without the secret can name another tenant's, nor tell the tenant from it,
 * and nothing that a client sends takes part. Each field is preceded by its length: no two lists of
 * fields give the same bytes.
 *
 * <p>Law: a cache may only save time. Until the secret is known the namespace is empty, with which
 * workers share nothing; nobody waits for it.
 */
@Singleton
public final class Namespaces {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 16;

  /** Changes with the list of fields, so that the namespaces of before are no longer minted. */
  private static final String VERSION = "spillway-namespace-1";

  private volatile @Nullable SecretKeySpec secret;

  /** From now on namespaces are minted with this. */
  public void use(byte[] secret) {
    this.secret = new SecretKeySpec(secret, ALGORITHM);
  }

  /** The namespace of a tenant, the same at all gateways with this secret; empty without one. */
  public String of(String tenant) {
    var known = secret;
    return known == null ? "" : mint(known, List.of(VERSION, tenant));
  }

  static String mint(SecretKeySpec secret, List<String> fields) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      fields.forEach(field -> mac.update(withLength(field)));
      return HexFormat.of().formatHex(mac.doFinal(), 0, BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }

  /** As UTF-16 and not UTF-8, in which strings with half a surrogate pair would look alike. */
  private static byte[] withLength(String field) {
    var bytes = ByteBuffer.allocate(Integer.BYTES + Character.BYTES * field.length());
    bytes.putInt(field.length()).asCharBuffer().put(field);
    return bytes.array();
  }
}
