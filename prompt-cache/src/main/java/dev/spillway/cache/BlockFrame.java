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
 *     84    16  authentication code over all but these 20 bytes, or 0
 *    100    28  nothing
 *    128        keys and values of attention, as they lie in memory
 * </pre>
 *
 * <p>Numbers of the header are big-endian. Law "a cache may only save time": whatever does not fit
 * what was asked for, in any bit, is not there, whether a bit flipped or somebody changed it who
 * may write to the store. The checksum alone finds the former and costs little; the code of the
 * {@link Seal} finds the latter and costs 25 times as much, so it can be left out where the store
 * is trusted.
 */
public final class BlockFrame {
  /** Bytes before the payload; the payload of a value that is aligned is aligned too. */
  public static final int HEADER = 128;

  private static final int MAGIC = 0x53504B56;
  private static final short VERSION = 2;
  private static final int CRC = 80;
  private static final int CODE = 84;

  private BlockFrame() {}

  /** A value whose payload, from {@link #HEADER} on, is still to be filled in. */
  public static byte[] begin(int payloadBytes) {
    return new byte[Math.addExact(HEADER, payloadBytes)];
  }

  /**
   * Writes the header, once the payload is there.
   *
   * @param sealed whether with an authentication code
   */
  public static void finish(byte[] value, BlockChain chain, int block, int tokens, boolean sealed) {
    var header = ByteBuffer.wrap(value);
    header.putInt(MAGIC).putShort(VERSION).putShort((short) 0);
    header.putInt(tokens).putInt(value.length - HEADER);
    chain.key(block).putTo(header);
    chain.parent(block).putTo(header);
    header.putInt(checksum(value));
    if (sealed) {
      chain.seal(block).put(value, CRC, CODE);
    }
  }

  /**
   * Whether a value is the block asked for, and whole.
   *
   * @param payloadBytes that it must have
   * @param sealed whether it must have an authentication code
   */
  public static boolean holds(
      byte[] value, BlockChain chain, int block, int tokens, int payloadBytes, boolean sealed) {
    if (value.length != HEADER + payloadBytes) {
      return false;
    }
    var header = ByteBuffer.wrap(value);
    return header.getInt() == MAGIC
        && header.getShort() == VERSION
        && header.getShort() == 0
        && header.getInt() == tokens
        && header.getInt() == payloadBytes
        && BlockKey.from(header).equals(chain.key(block))
        && BlockKey.from(header).equals(chain.parent(block))
        && header.getInt() == checksum(value)
        && (!sealed || chain.seal(block).holds(value, CRC, CODE));
  }

  private static int checksum(byte[] value) {
    var crc = new CRC32C();
    crc.update(value, 0, CRC);
    crc.update(value, HEADER, value.length - HEADER);
    return (int) crc.getValue();
  }
}
