package dev.spillway.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.worker.WorkerInfo;
import dev.spillway.gateway.config.WorkerTlsConfig;
import dev.spillway.router.placement.Placement;
import dev.spillway.router.placement.PlacementRule;
import dev.spillway.testkit.StubWorker;
import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import io.smallrye.certs.PemCertificateFiles;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server with real certificates, made for the test. */
class WorkerTlsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @SuppressWarnings("NullAway.Init")
  @TempDir
  static Path folder;

  /** Of the worker and its gateway, and of two that have nothing to do with them. */
  @SuppressWarnings("NullAway.Init")
  private static PemCertificateFiles good;

  @SuppressWarnings("NullAway.Init")
  private static PemCertificateFiles other;

  private final Vertx vertx = Vertx.vertx();
  private final StubWorker stub = new StubWorker("stub", "m");

  private record Tls(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key)
      implements WorkerTlsConfig {}

  @BeforeAll
  static void certificates_are_made() throws Exception {
    good = made("good");
    other = made("other");
  }

  @AfterEach
  void everything_is_closed() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void workers_are_called_over_tls_and_shown_a_certificate() throws Exception {
    assertThat(describe(server(good, ClientAuth.REQUIRED), mutual(good)).models()).hasSize(1);
  }

  @Test
  void a_worker_whose_certificate_nobody_vouches_for_is_not_called_and_why_is_one_line() {
    var slot = probed(server(other, ClientAuth.NONE), trusting(good));
    assertThat(slot.state().models()).isEmpty();
    assertThat(slot.absence()).startsWith("TLS: ").doesNotContain("\n");
    assertThat(TestPool.of(List.of(slot), placement()).away()).containsOnlyKeys("w");
  }

  @Test
  void a_gateway_that_shows_no_certificate_or_a_wrong_one_gets_no_answer_and_does_not_hang() {
    var server = server(good, ClientAuth.REQUIRED);
    assertThat(probed(server, trusting(good)).absence()).isNotEmpty().doesNotContain("\n");
    var wrong =
        new Tls(
            Optional.of(good.trustFile()),
            Optional.of(other.clientCertFile()),
            Optional.of(other.clientKeyFile()));
    assertThat(probed(server, wrong).absence()).isNotEmpty().doesNotContain("\n");
    assertThat(probed(server, mutual(good)).absence()).isEmpty();
  }

  @Test
  void a_certificate_for_another_host_is_not_good() throws Exception {
    var elsewhere = made("elsewhere", "another.example");
    assertThat(probed(server(elsewhere, ClientAuth.NONE), trusting(elsewhere)).absence())
        .startsWith("TLS: ");
  }

  @Test
  void with_tls_at_one_end_alone_nobody_hangs() {
    var without = new Tls(Optional.empty(), Optional.empty(), Optional.empty());
    assertThat(probed(server(good, ClientAuth.NONE), without).absence()).isNotEmpty();
    var plain = new StubServer(vertx, stub);
    assertThat(probed(plain, trusting(good)).absence()).startsWith("TLS: ");
  }

  @Test
  void certificates_that_were_renewed_are_used_and_unusable_ones_are_not() throws Exception {
    var ca = folder.resolve("rotating.crt");
    Files.copy(other.trustFile(), ca, StandardCopyOption.REPLACE_EXISTING);
    var clients = clients(new Tls(Optional.of(ca), Optional.empty(), Optional.empty()));
    var server = server(good, ClientAuth.NONE);
    assertThat(probed(server, clients).absence()).startsWith("TLS: ");

    Files.copy(good.trustFile(), ca, StandardCopyOption.REPLACE_EXISTING);
    clients.refresh();
    assertThat(probed(server, clients).absence()).isEmpty();

    var inUse = clients.get();
    clients.refresh();
    assertThat(clients.get()).isSameAs(inUse);
    Files.writeString(ca, "not a certificate");
    clients.refresh();
    Files.delete(ca);
    clients.refresh();
    assertThat(clients.get()).isSameAs(inUse);
    assertThat(probed(server, clients).absence()).isEmpty();
  }

  @Test
  void files_that_cannot_be_used_are_named_at_the_start() throws IOException {
    var nowhere = folder.resolve("nowhere.crt");
    assertThatThrownBy(() -> clients(trust(nowhere)))
        .hasMessageContaining("spillway.gateway.worker.tls.ca")
        .hasMessageContaining("nowhere.crt");
    var garbage = Files.writeString(folder.resolve("garbage.crt"), "garbage");
    assertThatThrownBy(() -> clients(trust(garbage))).hasMessageContaining("garbage.crt");
    assertThatThrownBy(
            () ->
                clients(
                    new Tls(
                        Optional.of(good.trustFile()),
                        Optional.of(good.clientCertFile()),
                        Optional.empty())))
        .hasMessageContaining("belong together");
  }

  private static Tls trust(Path ca) {
    return new Tls(Optional.of(ca), Optional.empty(), Optional.empty());
  }

  private static Tls trusting(PemCertificateFiles files) {
    return trust(files.trustFile());
  }

  private static Tls mutual(PemCertificateFiles files) {
    return new Tls(
        Optional.of(files.trustFile()),
        Optional.of(files.clientCertFile()),
        Optional.of(files.clientKeyFile()));
  }

  private WorkerClients clients(Tls tls) {
    return new WorkerClients(vertx, WorkerRegistry.transport(PATIENCE), tls, Duration.ofHours(1));
  }

  private WorkerInfo describe(StubServer server, Tls tls) throws Exception {
    return worker(server, clients(tls))
        .describe()
        .toCompletableFuture()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private WorkerSlot probed(StubServer server, Tls tls) {
    return probed(server, clients(tls));
  }

  /** What a gateway knows of the worker after it has asked. */
  private WorkerSlot probed(StubServer server, WorkerClients clients) {
    var slot = new WorkerSlot("w", worker(server, clients), 0);
    new WorkerProbe(slot, PATIENCE, Set.of(), () -> {}).run().toCompletableFuture().join();
    assertThat(slot.absence()).doesNotContain("not in time");
    return slot;
  }

  private GrpcWorker worker(StubServer server, WorkerClients clients) {
    return new GrpcWorker(
        vertx,
        clients,
        SocketAddress.inetSocketAddress(server.port(), "localhost"),
        Optional.empty(),
        () -> {});
  }

  private StubServer server(PemCertificateFiles files, ClientAuth clientAuth) {
    return new StubServer(
        vertx,
        stub,
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(files.certFile().toString())
                    .setKeyPath(files.keyFile().toString()))
            .setTrustOptions(new PemTrustOptions().addCertPath(files.serverTrustFile().toString()))
            .setClientAuth(clientAuth));
  }

  private static Placement placement() {
    return new Placement(PlacementRule.COST, 16, 16, 1 << 16, 7);
  }

  private static PemCertificateFiles made(String name) throws Exception {
    return made(name, "localhost");
  }

  private static PemCertificateFiles made(String name, String host) throws Exception {
    new CertificateGenerator(folder, true)
        .generate(
            new CertificateRequest()
                .withName(name)
                .withFormat(Format.PEM)
                .withCN(host)
                .withSubjectAlternativeName("DNS:" + host)
                .withClientCertificate());
    return new PemCertificateFiles(folder, name, true, null);
  }
}
