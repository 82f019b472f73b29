package dev.spillway.standalone.stores;

import dev.spillway.standalone.console.CommandFailure;
import dev.spillway.standalone.console.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs {@code initdb}, {@code pg_ctl} and {@code postgres}, unpacked from the jar of this
 * platform into {@code servers/} at first use.
 *
 * <p>They are unpacked beside their place and moved there at the end, so that what was interrupted
 * is never taken for whole.
 */
record PostgresPrograms(Path folder) {

  static PostgresPrograms unpackInto(Path servers, String version, Progress.Phase phase)
      throws IOException {
    var place = servers.resolve("postgresql-" + version);
    if (!Files.isDirectory(place)) {
      phase.is("unpacking (first start)");
      var fresh = servers.resolve(place.getFileName() + ".new");
      deleteAll(fresh);
      unpack(fresh);
      Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
    }
    return new PostgresPrograms(place);
  }

  String program(String name) {
    return folder.resolve("bin").resolve(name).toString();
  }

  private static void unpack(Path target) throws IOException {
    try (var archive = open(resourceName(System.getProperty("os.name"), arch()));
        var tar = new TarArchiveInputStream(new XZInputStream(archive))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("an entry outside the archive: " + entry.getName());
        }
        if (!entry.getName().endsWith(".a")) {
          write(tar, entry, path);
        }
      }
    }
  }

  private static void write(InputStream tar, TarArchiveEntry entry, Path path) throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, path);
    Files.setPosixFilePermissions(
        path,
        PosixFilePermissions.fromString((entry.getMode() & 0100) == 0 ? "rw-r--r--" : "rwxr-xr-x"));
  }

  private static InputStream open(String resource) {
    var stream = PostgresPrograms.class.getResourceAsStream("/" + resource);
    if (stream == null) {
      throw CommandFailure.inTheWay(
          "this build brings no PostgreSQL for %s on %s; set SPILLWAY_DATABASE_URL"
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
    }
    return stream;
  }

  private static String arch() {
    return System.getProperty("os.arch");
  }

  /** As the jars name it, for example {@code postgres-linux-x86_64.txz}. */
  static String resourceName(String os, String arch) {
    var system = os.toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
    var machine = arch.equals("aarch64") ? "arm_64" : "x86_64";
    return "postgres-%s-%s.txz".formatted(system, machine);
  }

  static void deleteAll(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
