package dev.spillway.router.routing;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A router as bytes: {@code SPWR}, the format's number, the CRC32C of the rest, and the rest, which
 * is deflated. Every length in it has a bound, so reading takes bounded memory whatever the bytes
 * say, and what was read is checked to be a whole router.
 */
final class RouterFile {
  private static final int MAGIC = 0x53505752;

  /** The newest format. To be raised when what is written changes, or what the numbers mean. */
  private static final int FORMAT = 3;

  /** As {@link #FORMAT}, of routers that know nothing of what questions mean. */
  private static final int WORDS_FORMAT = 2;

  /** As {@link #WORDS_FORMAT}, of routers that see {@link Inputs#LENGTHS}. */
  private static final int LENGTHS_FORMAT = 1;

  private static final int HEADER = 12;

  private RouterFile() {}

  static byte[] write(
      Inputs inputs, List<TierWords> words, Optional<Meanings> meanings, List<Outlook> outlooks) {
    var body = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(new DeflaterOutputStream(body))) {
      out.writeByte(words.size());
      for (var tier : words) {
        tier.write(out);
      }
      if (meanings.isPresent()) {
        meanings.get().write(out);
      }
      for (var outlook : outlooks) {
        outlook.write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an array cannot be written to", e);
    }
    byte[] bytes = body.toByteArray();
    return ByteBuffer.allocate(HEADER + bytes.length)
        .putInt(MAGIC)
        .putInt(format(inputs, meanings))
        .putInt(checksum(bytes))
        .put(bytes)
        .array();
  }

  private static int format(Inputs inputs, Optional<Meanings> meanings) {
    if (meanings.isPresent()) {
      return FORMAT;
    }
    return inputs == Inputs.LENGTHS ? LENGTHS_FORMAT : WORDS_FORMAT;
  }

  static CascadeRouter read(byte[] bytes) {
    var header = ByteBuffer.wrap(bytes);
    if (bytes.length < HEADER || header.getInt() != MAGIC) {
      throw invalid("is not a router");
    }
    int format = header.getInt();
    if (format < LENGTHS_FORMAT || format > FORMAT) {
      throw invalid("has format %d; this release reads up to %d".formatted(format, FORMAT));
    }
    var inputs = format == LENGTHS_FORMAT ? Inputs.LENGTHS : Inputs.SHAPES;
    byte[] body = Arrays.copyOfRange(bytes, HEADER, bytes.length);
    if (header.getInt() != checksum(body)) {
      throw invalid("was cut short or changed");
    }
    try (var in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(body)))) {
      int tiers = in.readByte();
      if (tiers < 1 || tiers > Tiers.MOST) {
        throw invalid("has %d tiers; it may have 1 to %d".formatted(tiers, Tiers.MOST));
      }
      var words = new ArrayList<TierWords>();
      for (int tier = 0; tier < tiers; tier++) {
        words.add(TierWords.read(in));
      }
      Optional<Meanings> meanings =
          format == FORMAT ? Optional.of(Meanings.read(in, tiers)) : Optional.empty();
      var outlooks = new ArrayList<Outlook>();
      for (int set = 0; set < 1 << tiers; set++) {
        var outlook = Outlook.read(in);
        if (!outlook.fits(inputs, meanings.isPresent(), set, tiers)) {
          throw invalid("does not know what to do after the tiers of set " + set);
        }
        outlooks.add(outlook);
      }
      return new CascadeRouter(inputs, words, meanings, outlooks);
    } catch (IOException e) {
      throw invalid(e.getMessage() == null ? "ends too early" : e.getMessage());
    }
  }

  private static int checksum(byte[] bytes) {
    var checksum = new CRC32C();
    checksum.update(bytes);
    return (int) checksum.getValue();
  }

  private static SpillwayException invalid(String what) {
    return new SpillwayException(new ErrorKind.InvalidValue("model", "model " + what));
  }
}
