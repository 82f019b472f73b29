package dev.spillway.gateway.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS to workers, all of them or none. Files are PEM, and are read again when they change: what
 * comes from then on goes over new connections, and what is under way ends on the old ones.
 */
public interface WorkerTlsConfig {

  /**
   * Who vouches for workers' certificates, which must name the host by which they are called.
   * Absent: workers are called without TLS.
   */
  Optional<Path> ca();

  /** What workers are shown, with {@code key}, where they want a certificate. */
  Optional<Path> certificate();

  /** The private key of {@code certificate}. */
  Optional<Path> key();
}
