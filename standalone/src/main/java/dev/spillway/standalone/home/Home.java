package dev.spillway.standalone.home;

import dev.spillway.standalone.console.CommandFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder {@code SPILLWAY_HOME}, mode 700, held by one process at a time.
 *
 * <pre>
 * data/postgres     the database cluster
 * data/redis        Redis' settings; its contents are in memory
 * logs/             spillway.log, postgresql.log, redis.log
 * servers/          the unpacked programs; may be deleted while nothing runs
 * secrets/          passwords of the two servers, mode 600
 * admin-key         mode 600
 * lock              held while a process uses the folder; says which
 * </pre>
 *
 * <p>The lock is the operating system's, so it ends with the process however that ends.
 */
public final class Home implements AutoCloseable {
  private final Path folder;
  private final FileChannel lock;

  private Home(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Makes the folder where it is missing, and takes it.
   *
   * @throws CommandFailure if it cannot be written, or another process holds it
   */
  public static Home open(Path folder) {
    var absolute = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(absolute);
      if (Files.getFileStore(absolute).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(absolute, PosixFilePermissions.fromString("rwx------"));
      }
      for (var part : new String[] {"data", "logs", "servers", "secrets"}) {
        Files.createDirectories(absolute.resolve(part));
      }
      return new Home(absolute, lock(absolute));
    } catch (IOException e) {
      throw CommandFailure.inTheWay(
          "cannot write to %s (%s); set SPILLWAY_HOME to a folder that you may write"
              .formatted(absolute, reason(e)),
          e);
    }
  }

  public Path folder() {
    return folder;
  }

  public Path data(String part) {
    return folder.resolve("data").resolve(part);
  }

  public Path log(String name) {
    return folder.resolve("logs").resolve(name + ".log");
  }

  public Path servers() {
    return folder.resolve("servers");
  }

  /** The secret of this name, made at first use. */
  public Secret secret(String name) {
    return Secret.at(folder.resolve("secrets").resolve(name));
  }

  /** Where the gateway writes the key of the admin API when it makes one. */
  public Path adminKeyFile() {
    return folder.resolve("admin-key");
  }

  /** Where the gateway keeps what it learned of the lengths of answers. */
  public Path lengthsFile() {
    return folder.resolve("lengths");
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw CommandFailure.failed("cannot release %s: %s".formatted(folder, reason(e)));
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    var file = folder.resolve("lock");
    var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    var taken = false;
    try {
      taken = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Taken by this same process.
    }
    if (!taken) {
      channel.close();
      throw CommandFailure.inTheWay(
          "another spillway (process %s) uses %s; stop it, or set SPILLWAY_HOME to another folder"
              .formatted(Files.readString(file).strip(), folder));
    }
    channel.truncate(0);
    channel.write(StandardCharsets.US_ASCII.encode(Long.toString(ProcessHandle.current().pid())));
    return channel;
  }

  /** The file system's own word for what went wrong. */
  static String reason(IOException e) {
    if (e instanceof java.nio.file.AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof java.nio.file.NoSuchFileException) {
      return "no such folder";
    }
    if (e instanceof java.nio.file.FileAlreadyExistsException exists
        && !Files.isDirectory(Path.of(exists.getFile()), LinkOption.NOFOLLOW_LINKS)) {
      return exists.getFile() + " is not a folder";
    }
    var fileSystem = e instanceof java.nio.file.FileSystemException f ? f.getReason() : null;
    return fileSystem != null ? fileSystem : String.valueOf(e.getMessage());
  }
}
