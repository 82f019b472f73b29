package dev.spillway.gateway.workers;

import dev.spillway.gateway.config.WorkerTlsConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.grpc.client.GrpcClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The connections to all workers, with TLS where it is configured. They are made anew when a file
 * of a certificate has changed. The old ones stay open for as long as an answer may take, so that
 * no answer is broken off for it. Files that cannot be used are said once in the log, and what was
 * read before stays in use; at the start they are an error.
 */
final class WorkerClients implements Supplier<GrpcClient> {
  private static final Logger LOG = Logger.getLogger(WorkerClients.class);

  private final Vertx vertx;
  private final HttpClientOptions transport;
  private final WorkerTlsConfig config;
  private final Duration grace;
  private Optional<Pem> files;
  private boolean told;
  private volatile GrpcClient client;

  /** What is in the files; equal while nothing has changed. */
  private record Pem(Buffer ca, Optional<Buffer> certificate, Optional<Buffer> key) {}

  /**
   * @param grace how long a client stays open that was replaced
   * @throws IllegalArgumentException that says which file cannot be used
   */
  WorkerClients(Vertx vertx, HttpClientOptions transport, WorkerTlsConfig config, Duration grace) {
    this.vertx = vertx;
    this.transport = transport;
    this.config = config;
    this.grace = grace;
    if (config.certificate().isPresent() != config.key().isPresent()
        || (config.ca().isEmpty() && config.key().isPresent())) {
      throw new IllegalArgumentException(
          "spillway.gateway.worker.tls: certificate and key belong together, and need ca");
    }
    files = read();
    client = made(files);
  }

  @Override
  public GrpcClient get() {
    return client;
  }

  /** Looks whether files have changed. Waits for the disk. */
  synchronized void refresh() {
    try {
      var now = read();
      if (!now.equals(files)) {
        var old = client;
        client = made(now);
        files = now;
        LOG.info("Workers are called with the certificates that are in the files now");
        vertx.setTimer(Math.max(1, grace.toMillis()), over -> old.close());
      }
      told = false;
    } catch (IllegalArgumentException e) {
      if (!told) {
        told = true;
        LOG.warnf("%s; what was read before stays in use", e.getMessage());
      }
    }
  }

  Future<Void> close() {
    return client.close();
  }

  private GrpcClient made(Optional<Pem> from) {
    var options = new HttpClientOptions(transport);
    from.ifPresent(
        pem -> {
          var trust = new PemTrustOptions().addCertValue(pem.ca());
          options.setSsl(true).setUseAlpn(true).setTrustOptions(trust);
          checked("ca", config.ca(), () -> trust.getTrustManagerFactory(vertx));
          pem.certificate()
              .ifPresent(
                  certificate -> {
                    var shown =
                        new PemKeyCertOptions()
                            .addCertValue(certificate)
                            .addKeyValue(pem.key().orElseThrow());
                    options.setKeyCertOptions(shown);
                    checked(
                        "certificate",
                        config.certificate(),
                        () -> shown.getKeyManagerFactory(vertx));
                  });
        });
    return GrpcClient.client(vertx, options);
  }

  private Optional<Pem> read() {
    return config
        .ca()
        .map(
            ca ->
                new Pem(
                    read("ca", ca),
                    config.certificate().map(file -> read("certificate", file)),
                    config.key().map(file -> read("key", file))));
  }

  private static Buffer read(String setting, Path file) {
    try {
      return Buffer.buffer(Files.readAllBytes(file));
    } catch (IOException e) {
      throw unusable(setting, file, e);
    }
  }

  private interface Check {
    Object run() throws Exception;
  }

  private static void checked(String setting, Optional<Path> file, Check check) {
    try {
      check.run();
    } catch (Exception e) {
      throw unusable(setting, file.orElseThrow(), e);
    }
  }

  private static IllegalArgumentException unusable(String setting, Path file, Exception cause) {
    return new IllegalArgumentException(
        "spillway.gateway.worker.tls.%s: %s cannot be used: %s"
            .formatted(setting, file, Why.of(cause)),
        cause);
  }
}
