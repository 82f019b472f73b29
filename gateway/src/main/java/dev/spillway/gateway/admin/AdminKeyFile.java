package dev.spillway.gateway.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes the admin key to a file that nobody but its owner can read at any moment (mode 600). */
final class AdminKeyFile {
  private AdminKeyFile() {}

  /**
   * Replaces the file in one step, and makes its folder.
   *
   * @throws UncheckedIOException that says which file and what to configure
   */
  static void write(Path file, String key) {
    try {
      var folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      var fresh = Files.createTempFile(folder, ".admin-key", "", ownerOnly());
      try {
        Files.writeString(fresh, key + "\n");
        Files.move(
            fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write the admin key to %s: %s; set spillway.gateway.admin-key-file to a writable place"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static FileAttribute<?> ownerOnly() {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  }
}
