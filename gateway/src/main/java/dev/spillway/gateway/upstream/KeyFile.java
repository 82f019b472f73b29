package dev.spillway.gateway.upstream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * A key that lies in a file, as secrets do that Kubernetes mounts. Read when told to; while the
 * file cannot be read, or is empty, the key stays what it was.
 */
final class KeyFile implements Supplier<String> {
  private static final Logger LOG = Logger.getLogger(KeyFile.class);

  private final Path file;
  private volatile String key;
  private boolean readable = true;

  /**
   * @throws IllegalArgumentException if there is no key
   */
  KeyFile(Path file) {
    this.file = file;
    try {
      key = read();
    } catch (IOException e) {
      throw new IllegalArgumentException("the key file %s cannot be read".formatted(file), e);
    }
    if (key.isEmpty()) {
      throw new IllegalArgumentException("the key file %s is empty".formatted(file));
    }
  }

  @Override
  public String get() {
    return key;
  }

  /** Reads it again; waits for the disk. */
  void refresh() {
    try {
      var now = read();
      if (!now.isEmpty() && !now.equals(key)) {
        key = now;
        LOG.infof("The key in %s has changed", file);
      }
      readable = true;
    } catch (IOException e) {
      if (readable) {
        LOG.warnf("The key file %s cannot be read; the key stays what it was", file);
      }
      readable = false;
    }
  }

  private String read() throws IOException {
    return Files.readString(file).strip();
  }
}
