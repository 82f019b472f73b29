package dev.spillway.cache;

import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.Usage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.zip.CRC32C;

/**
 * An answer as a store keeps it: one value, which is there as a whole or not at all.
 *
 * <pre>
 * offset  size
 *      0     4  magic, "SPRS"
 *      4     4  version
 *      8     4  length of the whole in bytes
 *     12     4  CRC32C of all but these four bytes
 *     16    16  authentication code over all but these 20 bytes
 *     32    32  hash of the key
 *     64        the answer
 * </pre>
 *
 * <p>Numbers are big-endian, texts UTF-8 after their length. Law "a cache may only save time":
 * whatever does not fit what was asked for, in any bit, is not there, whether a bit flipped or
 * somebody changed it who may write to the store ({@link Seal}).
 */
final class ResponseFrame {
  private static final int HEADER = 64;
  private static final int MAGIC = 0x53505253;
  private static final int VERSION = 5;
  private static final int CRC = 12;
  private static final int CODE = 16;
  private static final int HASH = 32;
  private static final int TOKEN = Integer.BYTES + Float.BYTES;

  /** Of the answer, without its texts and tokens. */
  private static final int FIXED = 3 * Long.BYTES + 2 + 11 * Integer.BYTES;

  private ResponseFrame() {}

  /** Empty if there is text that UTF-8 cannot give back, or if it would be longer. */
  static Optional<byte[]> write(ResponseKey key, CachedResponse response, int most) {
    var tier = response.tier().getBytes(StandardCharsets.UTF_8);
    var texts =
        texts(response).stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    long length = HEADER + FIXED + (long) tier.length + (long) TOKEN * response.tokens().size();
    for (var text : texts) {
      length += Integer.BYTES + text.length;
    }
    if (length > most || !texts(response).stream().allMatch(ResponseFrame::comesBack)) {
      return Optional.empty();
    }
    var out = ByteBuffer.allocate((int) length);
    out.putInt(MAGIC).putInt(VERSION).putInt((int) length).putInt(0);
    out.position(HASH).put(HexFormat.of().parseHex(key.hash()));
    out.putLong(response.storedAtMillis()).putLong(response.costPicoUsd());
    out.put((byte) (response.confidence().isPresent() ? 1 : 0));
    out.putDouble(response.confidence().orElse(0));
    out.putInt(response.escalations()).putInt(response.predictedTokens());
    var usage = response.usage();
    out.putInt(usage.promptTokens()).putInt(usage.cachedTokens()).putInt(usage.cacheWriteTokens());
    out.putInt(usage.hourWriteTokens());
    out.putInt(usage.completionTokens()).putInt(usage.reasoningTokens());
    out.putInt(number(response.reason()));
    out.putInt(tier.length).put(tier);
    out.put((byte) (response.stop().isPresent() ? 1 : 0)).putInt(response.calls().size());
    texts.forEach(text -> out.putInt(text.length).put(text));
    response.tokens().forEach(token -> out.putInt(token.length()).putFloat(token.logprob()));
    var value = out.array();
    Seal.of(key.namespace()).put(value, CRC, CODE);
    out.putInt(CRC, checksum(value));
    return Optional.of(value);
  }

  /** What a model wrote, in the order in which it is kept. */
  private static List<String> texts(CachedResponse response) {
    var texts = new ArrayList<String>();
    texts.add(response.text());
    response.stop().ifPresent(texts::add);
    for (var call : response.calls()) {
      texts.addAll(List.of(call.id(), call.name(), call.arguments()));
    }
    return texts;
  }

  /** Half a pair of surrogates does not. */
  private static boolean comesBack(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /** The answer, if the value is one to this request, and whole. */
  static Optional<CachedResponse> read(ResponseKey key, byte[] value) {
    if (value.length < HEADER + FIXED) {
      return Optional.empty();
    }
    var in = ByteBuffer.wrap(value);
    if (in.getInt() != MAGIC
        || in.getInt() != VERSION
        || in.getInt() != value.length
        || in.getInt() != checksum(value)
        || !HexFormat.of().formatHex(value, HASH, HEADER).equals(key.hash())
        || !Seal.of(key.namespace()).holds(value, CRC, CODE)) {
      return Optional.empty();
    }
    try {
      return Optional.of(answer(in.position(HEADER)));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static CachedResponse answer(ByteBuffer in) {
    var storedAt = in.getLong();
    var cost = in.getLong();
    var judged = in.get() != 0;
    var confidence = in.getDouble();
    var escalations = in.getInt();
    var predicted = in.getInt();
    var usage =
        new Usage(in.getInt(), in.getInt(), in.getInt(), in.getInt(), in.getInt(), in.getInt());
    var reason = reason(in.getInt());
    var tier = text(in);
    var stopped = in.get() != 0;
    var wanted = in.getInt();
    var text = text(in);
    var stop = stopped ? Optional.of(text(in)) : Optional.<String>empty();
    var calls = new ArrayList<ToolCall>();
    for (int i = 0; i < wanted; i++) {
      calls.add(new ToolCall(text(in), text(in), text(in)));
    }
    var tokens = new ArrayList<CachedResponse.Token>();
    while (in.hasRemaining()) {
      tokens.add(new CachedResponse.Token(in.getInt(), in.getFloat()));
    }
    return new CachedResponse(
        storedAt,
        tier,
        judged ? OptionalDouble.of(confidence) : OptionalDouble.empty(),
        escalations,
        predicted,
        reason,
        stop,
        usage,
        cost,
        text,
        tokens,
        calls);
  }

  /** Not the ordinal, which changes with the order of the constants. */
  private static int number(FinishReason reason) {
    return switch (reason) {
      case STOP -> 0;
      case LENGTH -> 1;
      case TOOL_CALLS -> 2;
      case CONTENT_FILTER -> 3;
    };
  }

  private static FinishReason reason(int number) {
    for (var reason : FinishReason.values()) {
      if (number(reason) == number) {
        return reason;
      }
    }
    throw new IllegalArgumentException("no reason has this number");
  }

  private static String text(ByteBuffer in) {
    var length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    var bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int checksum(byte[] value) {
    var crc = new CRC32C();
    crc.update(value, 0, CRC);
    crc.update(value, CRC + Integer.BYTES, value.length - CRC - Integer.BYTES);
    return (int) crc.getValue();
  }
}
