package dev.spillway.worker.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A GGUF model file, mapped into memory.
 *
 * <p>The whole file is one {@link MemorySegment}, of any size; weights are read where the operating
 * system put them and are never copied by opening. Opening reads the header only, and checks all of
 * it: a wrong or hostile file gives one {@link GgufException} that names the file and the reason,
 * before anything is allocated whose size the file merely claims. After that, no read of a tensor
 * can leave the file.
 *
 * <p>The mapping belongs to this object. {@link #close} ends it for every segment handed out; who
 * uses one afterwards gets an {@link IllegalStateException}, never a crash. Any thread may read.
 */
public final class GgufFile implements AutoCloseable {
  private static final long DIGEST_CHUNK = 1 << 20;

  private final String name;
  private final Arena arena;
  private final MemorySegment bytes;
  private final GgufHeader header;

  private GgufFile(String name, Arena arena, MemorySegment bytes) {
    this.name = name;
    this.arena = arena;
    this.bytes = bytes;
    this.header = GgufHeader.read(name, bytes);
  }

  /**
   * Maps a file and reads its header.
   *
   * @throws GgufException the file is missing, unreadable, not GGUF, damaged, or not supported
   */
  public static GgufFile open(Path file) {
    var name = file.toString();
    var arena = Arena.ofShared();
    try {
      return new GgufFile(name, arena, map(file, arena));
    } catch (GgufException e) {
      arena.close();
      throw e;
    }
  }

  private static MemorySegment map(Path file, Arena arena) {
    var name = file.toString();
    if (Files.isDirectory(file)) {
      throw new GgufException(name, "is a folder, not a model file");
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    } catch (NoSuchFileException e) {
      throw new GgufException(name, "there is no such file");
    } catch (IOException e) {
      throw new GgufException(name, "cannot be read: " + e);
    }
  }

  public Metadata metadata() {
    return header.metadata();
  }

  /** All tensors by name. */
  public Map<String, TensorInfo> tensors() {
    return header.tensors();
  }

  public boolean has(String tensor) {
    return tensors().containsKey(tensor);
  }

  /**
   * The bytes of one tensor.
   *
   * @throws GgufException there is none of this name, or no kernel reads its type
   */
  public TensorData tensor(String tensor) {
    var info = tensors().get(tensor);
    if (info == null) {
      throw new GgufException(name, "tensor '%s' is missing".formatted(tensor));
    }
    if (!info.type().supported()) {
      throw new GgufException(
          name,
          "tensor '%s' has type %s, which is not supported; supported: %s"
              .formatted(tensor, info.type(), supported()));
    }
    var data = bytes.asSlice(info.offset(), info.byteSize());
    return new TensorData(info.type(), info.rows(), info.columns(), data);
  }

  /** SHA-256 of the file, hexadecimal. Reads all of it. */
  public String fingerprint() {
    var digest = sha256();
    for (long at = 0; at < bytes.byteSize(); at += DIGEST_CHUNK) {
      var size = Math.min(DIGEST_CHUNK, bytes.byteSize() - at);
      digest.update(bytes.asSlice(at, size).asByteBuffer());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The failure of a reader of this file that cannot work with what it found. */
  public GgufException unusable(String reason) {
    return new GgufException(name, reason);
  }

  @Override
  public void close() {
    arena.close();
  }

  private static String supported() {
    return Arrays.stream(GgmlType.values())
        .filter(GgmlType::supported)
        .map(GgmlType::name)
        .collect(Collectors.joining(", "));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
