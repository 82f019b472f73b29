package dev.spillway.gateway.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The file on the disk, looked at again and again. What is looked at is its content: modification
 * times lie where Kubernetes swaps the links of a mounted ConfigMap, and notices of the file system
 * are lost there. A content counts when two looks in a row find it, so that nobody reads what an
 * editor has written by half. Not for several threads at once.
 */
final class WatchedFile {
  private final Optional<Path> path;
  private final FileReader reader;
  private final Optional<SpillwayFile> atStart;
  private String glimpsed;
  private String known;

  private WatchedFile(Optional<Path> path, FileReader reader, Optional<SpillwayFile> atStart) {
    this.path = path;
    this.reader = reader;
    this.atStart = atStart;
    known = atStart.map(SpillwayFile::sha256).orElse("");
    glimpsed = known;
  }

  /** A process without one. */
  static WatchedFile none() {
    return new WatchedFile(Optional.empty(), FileBeans.reader(), Optional.empty());
  }

  /**
   * The file that a process was started with.
   *
   * @param atStart what it said when its settings were taken; it may say something else by now
   */
  static WatchedFile of(Path path, FileReader reader, SpillwayFile atStart) {
    return new WatchedFile(Optional.of(path), reader, Optional.of(atStart));
  }

  Optional<Path> path() {
    return path;
  }

  /** What the process was started with. */
  Optional<SpillwayFile> atStart() {
    return atStart;
  }

  /** What came of it if it has changed since the last time that this was not null; else null. */
  @Nullable Reading look() {
    if (path.isEmpty()) {
      return null;
    }
    var now = content(path.get());
    boolean twice = now.digest().equals(glimpsed);
    glimpsed = now.digest();
    if (!twice || now.digest().equals(known)) {
      return null;
    }
    known = now.digest();
    return now.reading().get();
  }

  /**
   * Whether something else stands there by now that is right, so that another gateway may have
   * applied it already. For any thread.
   */
  boolean hasOvertaken(SpillwayFile before) {
    return path.map(this::content)
        .filter(now -> !now.digest().equals(before.sha256()))
        .flatMap(now -> now.reading().get().file())
        .isPresent();
  }

  /**
   * What the file held at one time.
   *
   * @param digest of its bytes; what is not read has one that no bytes have
   * @param reading of these bytes, whatever stands there later
   */
  private record Content(String digest, Supplier<Reading> reading) {}

  private Content content(Path file) {
    try {
      long size = Files.size(file);
      if (size > FileReader.MOST_BYTES) {
        return new Content("too large: " + size, () -> reader.read(file));
      }
      var bytes = Files.readAllBytes(file);
      return new Content(FileReader.sha256(bytes), () -> reader.read(file, bytes));
    } catch (IOException e) {
      return new Content("", () -> reader.read(file));
    }
  }
}
