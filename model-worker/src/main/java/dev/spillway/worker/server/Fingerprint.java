package dev.spillway.worker.server;

import dev.spillway.worker.kernel.KvType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What tells models apart whose answers may differ: an answer that one worker began goes on only at
 * another with the same.
 */
final class Fingerprint {
  private Fingerprint() {}

  /**
   * @param file SHA-256 of the model file, hexadecimal; keys and values that are not rounded leave
   *     it as it is
   */
  static String of(String file, KvType kvType) {
    if (kvType == KvType.F32) {
      return file;
    }
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      var all = (file + " " + kvType).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(sha.digest(all));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
