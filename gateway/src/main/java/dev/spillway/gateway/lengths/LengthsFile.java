package dev.spillway.gateway.lengths;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.router.length.LengthPredictor;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The predictor of lengths. What it learned is read from a file at start and written at shutdown,
 * where one is configured; both are off the path of requests. It is worth time only: a file that
 * cannot be read or written is said so once, and the gateway goes on without.
 */
@Singleton
public final class LengthsFile {
  private static final Logger LOG = Logger.getLogger(LengthsFile.class);

  private final Optional<Path> file;
  private final LengthPredictor predictor;

  @Inject
  LengthsFile(GatewayConfig config) {
    this(config.lengthsFile());
  }

  LengthsFile(Optional<Path> file) {
    this.file = file;
    predictor = file.filter(Files::exists).map(LengthsFile::read).orElseGet(LengthPredictor::new);
  }

  @Produces
  @Singleton
  LengthPredictor predictor() {
    return predictor;
  }

  void stop(@Observes ShutdownEvent event) {
    file.ifPresent(this::write);
  }

  private static LengthPredictor read(Path file) {
    try {
      return LengthPredictor.restore(Files.readAllBytes(file));
    } catch (IOException | IllegalArgumentException e) {
      LOG.warnf("Lengths of answers are learned anew: %s cannot be read (%s)", file, e);
      return new LengthPredictor();
    }
  }

  /** In one step, so that a crash leaves the old file or the new one. */
  private void write(Path to) {
    try {
      var folder = to.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      var fresh = Files.createTempFile(folder, ".lengths", "");
      try {
        Files.write(fresh, predictor.snapshot());
        Files.move(fresh, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      LOG.warnf("What was learned of lengths of answers is lost: %s cannot be written (%s)", to, e);
    }
  }
}
