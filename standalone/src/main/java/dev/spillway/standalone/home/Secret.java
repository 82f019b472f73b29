package dev.spillway.standalone.home;

import dev.spillway.standalone.console.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A random secret in a file of its own, mode 600, made at first use. */
public record Secret(Path file, String value) {
  private static final int BYTES = 24;

  /** Whole or absent: it is written beside its place and moved there. */
  static Secret at(Path file) {
    try {
      if (Files.exists(file)) {
        var value = Files.readString(file).strip();
        if (value.isEmpty()) {
          throw CommandFailure.inTheWay("%s is empty; delete it".formatted(file));
        }
        return new Secret(file, value);
      }
      var value = random();
      var fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, value + "\n");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      return new Secret(file, value);
    } catch (IOException e) {
      throw CommandFailure.inTheWay(
          "cannot keep a secret in %s: %s".formatted(file, Home.reason(e)), e);
    }
  }

  private static String random() {
    var bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Keeps the value out of every log. */
  @Override
  public String toString() {
    return "Secret[" + file + "]";
  }
}
