package dev.spillway.worker.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.worker.ModelInfo;
import dev.spillway.contracts.worker.WorkerCodec;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.http.HttpServer;
import io.restassured.RestAssured;
import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import io.smallrye.certs.PemCertificateFiles;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The service with a certificate, and with gateways that need one. */
@QuarkusTest
@TestProfile(WorkerTlsTest.Encrypted.class)
class WorkerTlsTest {
  @Inject HttpServer server;

  PemCertificateFiles files = Certificates.of(Path.of("."));

  /** A worker with certificates that are made for the test. */
  public static final class Encrypted implements QuarkusTestProfile {
    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(
          new TestResourceEntry(TinyModels.class), new TestResourceEntry(Certificates.class));
    }
  }

  /** For as long as the worker runs. */
  public static final class Certificates implements QuarkusTestResourceLifecycleManager {
    private final Path folder;

    public Certificates() throws IOException {
      folder = Files.createTempDirectory("certificates");
    }

    static PemCertificateFiles of(Path folder) {
      return new PemCertificateFiles(folder, "worker", true, null);
    }

    @Override
    public Map<String, String> start() {
      try {
        new CertificateGenerator(folder, true)
            .generate(
                new CertificateRequest()
                    .withName("worker")
                    .withFormat(Format.PEM)
                    .withCN("localhost")
                    .withSubjectAlternativeName("DNS:localhost")
                    .withClientCertificate());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      var files = of(folder);
      return Map.of(
          "spillway.worker.tls.certificate", files.certFile().toString(),
          "spillway.worker.tls.key", files.keyFile().toString(),
          "spillway.worker.tls.client-ca", files.serverTrustFile().toString());
    }

    @Override
    public void inject(TestInjector injector) {
      injector.injectIntoFields(of(folder), field -> field.getType() == PemCertificateFiles.class);
    }

    @Override
    public void stop() {}
  }

  @Test
  void a_gateway_with_a_certificate_is_answered() {
    try (var client = new WireClient(port(), "", withCertificate())) {
      assertThat(WorkerCodec.read(client.describe()).models())
          .extracting(ModelInfo::id)
          .contains("tiny-q8");
    }
  }

  @Test
  void without_a_certificate_models_are_not_called_but_health_is_told() {
    try (var client = new WireClient(port(), "", trusting())) {
      assertThatThrownBy(client::describe).isInstanceOf(Throwable.class);
    }
    RestAssured.given()
        .relaxedHTTPSValidation()
        .get("https://localhost:" + port() + "/q/health/ready")
        .then()
        .statusCode(200);
  }

  @Test
  void the_port_speaks_tls_alone() {
    try (var client =
        new WireClient(port(), "", new HttpClientOptions().setHttp2ClearTextUpgrade(false))) {
      assertThatThrownBy(client::describe).isInstanceOf(Throwable.class);
    }
  }

  private HttpClientOptions trusting() {
    return new HttpClientOptions()
        .setSsl(true)
        .setUseAlpn(true)
        .setTrustOptions(new PemTrustOptions().addCertPath(files.trustFile().toString()));
  }

  private HttpClientOptions withCertificate() {
    return trusting()
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .setCertPath(files.clientCertFile().toString())
                .setKeyPath(files.clientKeyFile().toString()));
  }

  private int port() {
    return server.getSecurePort();
  }
}
