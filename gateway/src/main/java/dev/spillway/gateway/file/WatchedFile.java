package dev.spillway.gateway.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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

  /** The file as it is now, which must be right. */
  static WatchedFile open(Path path, FileReader reader) {
    var reading = reader.read(path);
    return new WatchedFile(
        Optional.of(path),
        reader,
        Optional.of(reading.file().orElseThrow(() -> FileSource.wrong(reading))));
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
    var file = path.get();
    var now = digest(file);
    boolean twice = now.equals(glimpsed);
    glimpsed = now;
    if (!twice || now.equals(known)) {
      return null;
    }
    known = now;
    return reader.read(file);
  }

  /** Of its content; empty while it cannot be read. */
  private static String digest(Path file) {
    try {
      long size = Files.size(file);
      return size > FileReader.MOST_BYTES
          ? "too large: " + size
          : FileReader.sha256(Files.readAllBytes(file));
    } catch (IOException e) {
      return "";
    }
  }
}
