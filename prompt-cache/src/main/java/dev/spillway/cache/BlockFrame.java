package dev.spillway.cache;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A block as a store keeps it: one value, which is there as a whole or not at all.
 *
 * <pre>
 * offset  size
 *      0     4  magic, "SPKV"
 *      4     2  version
 *      6     2  reserved, 0
 *      8     4  tokens
 *     12     4  length of the payload in bytes
 *     16    32  key of the block
 *     48    32  key of the block before it
 *     80     4  CRC32C of all that is above and of the payload
 *     84    12  nothing
 *     96        keys and values of attention, as they lie in memory
 * </pre>
 *
 * <p>Numbers of the header are big-endian. Law "a cache may only save time": whatever does not fit
 * what was asked for, in any bit, is not there.
 */
public final class BlockFrame {
  /** Bytes before the payload; the payload of a value that is aligned is aligned too. */
  public static final int HEADER = 96;

  private static final int MAGIC = 0x53504B56;
  private static final short VERSION = 1;
  private static final int CRC = 80;

  private BlockFrame() {}

  /** A value whose payload, from {@link #HEADER} on, is still to be filled in. */
  public static byte[] begin(int payloadBytes) {
    return new byte[Math.addExact(HEADER, payloadBytes)];
  }

  /** Writes the header, once the payload is there. */
  public static void finish(byte[] value, BlockKey key, BlockKey parent, int tokens) {
    var header = ByteBuffer.wrap(value);
    header.putInt(MAGIC).putShort(VERSION).putShort((short) 0);
    header.putInt(tokens).putInt(value.length - HEADER);
    key.putTo(header);
    parent.putTo(header);
    header.putInt(checksum(value));
  }

  /**
   * Whether a value is the block asked for, and whole.
   *
   * @param payloadBytes that it must have
   */
  public static boolean holds(
      byte[] value, BlockKey key, BlockKey parent, int tokens, int payloadBytes) {
    if (value.length != HEADER + payloadBytes) {
      return false;
    }
    var header = ByteBuffer.wrap(value);
    return header.getInt() == MAGIC
        && header.getShort() == VERSION
        && header.getShort() == 0
        && header.getInt() == tokens
        && header.getInt() == payloadBytes
        && BlockKey.from(header).equals(key)
        && BlockKey.from(header).equals(parent)
        && header.getInt() == checksum(value);
  }

  private static int checksum(byte[] value) {
    var crc = new CRC32C();
    crc.update(value, 0, CRC);
    crc.update(value, HEADER, value.length - HEADER);
    return (int) crc.getValue();
  }
}
