package dev.spillway.worker.server;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * TLS at the worker's port, for all that it serves there. Files are PEM. What Quarkus is told
 * follows from it, see {@link WorkerTls}.
 */
public interface PortTlsConfig {

  /** The worker's certificate, with what leads to its authority. Absent: no TLS. */
  Optional<Path> certificate();

  /** The private key of {@code certificate}. */
  Optional<Path> key();

  /**
   * Who vouches for the certificates of gateways. With it only they may call models; health and
   * metrics need none, as those who ask for them have none. Absent: whoever reaches the port.
   */
  Optional<Path> clientCa();

  /** How often the files are read again. */
  @WithDefault("1m")
  Duration reload();
}
