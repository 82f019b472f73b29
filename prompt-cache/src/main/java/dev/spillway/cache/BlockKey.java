package dev.spillway.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names a block of tokens together with everything before it, so that equal keys mean equal keys
 * and values of attention.
 *
 * <p>Keys form a chain, as in vLLM's prefix caching: the root names the model and whose text it is,
 * and each block's key is the SHA-256 of its parent's key and its own tokens. A collision would
 * serve one prompt with another's attention, so the full 256 bits are kept and compared: with a
 * cryptographic hash nobody can construct one.
 */
public record BlockKey(long a, long b, long c, long d) {

  private static final HexFormat HEX = HexFormat.of();
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /**
   * The parent of a first block. Fields are length-prefixed, so no two different lists of them hash
   * alike.
   *
   * @param fields what must be equal before blocks may be shared: the model's fingerprint, the
   *     layout, the namespace of the tenant
   */
  public static BlockKey root(String... fields) {
    var digest = sha256();
    for (var field : fields) {
      var bytes = field.getBytes(StandardCharsets.UTF_8);
      digest.update(intBytes(bytes.length));
      digest.update(bytes);
    }
    return of(digest);
  }

  /** The key of the block {@code tokens[from, to)} that follows the block of this key. */
  public BlockKey next(int[] tokens, int from, int to) {
    var bytes = new byte[4 * Long.BYTES + (to - from) * Integer.BYTES];
    LONG.set(bytes, 0, a);
    LONG.set(bytes, 8, b);
    LONG.set(bytes, 16, c);
    LONG.set(bytes, 24, d);
    for (int i = from, at = 4 * Long.BYTES; i < to; i++, at += Integer.BYTES) {
      INT.set(bytes, at, tokens[i]);
    }
    var digest = sha256();
    digest.update(bytes);
    return of(digest);
  }

  /** All 256 bits in hexadecimal. */
  public String hex() {
    return HEX.toHexDigits(a) + HEX.toHexDigits(b) + HEX.toHexDigits(c) + HEX.toHexDigits(d);
  }

  void putTo(ByteBuffer bytes) {
    bytes.putLong(a).putLong(b).putLong(c).putLong(d);
  }

  static BlockKey from(ByteBuffer bytes) {
    return new BlockKey(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
  }

  private static BlockKey of(MessageDigest digest) {
    var hash = digest.digest();
    return new BlockKey(
        (long) LONG.get(hash, 0),
        (long) LONG.get(hash, 8),
        (long) LONG.get(hash, 16),
        (long) LONG.get(hash, 24));
  }

  private static byte[] intBytes(int value) {
    var bytes = new byte[Integer.BYTES];
    INT.set(bytes, 0, value);
    return bytes;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
