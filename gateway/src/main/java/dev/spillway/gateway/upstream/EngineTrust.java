package dev.spillway.gateway.upstream;

import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Who may vouch for engines: whom Java trusts, and those of a file beside them. */
final class EngineTrust {
  private static final String PROPERTY = "spillway.gateway.upstream-ca";

  private EngineTrust() {}

  /**
   * @param file of certificates in PEM
   * @throws IllegalArgumentException if there is none in it
   */
  static TrustOptions with(Path file) {
    var trusted = new ArrayList<Certificate>(read(file));
    try {
      trusted.addAll(List.of(manager(null).getAcceptedIssuers()));
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < trusted.size(); i++) {
        store.setCertificateEntry("trusted-" + i, trusted.get(i));
      }
      return TrustOptions.wrap(manager(store));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "%s: the certificates of %s cannot be used".formatted(PROPERTY, file), e);
    }
  }

  private static Collection<? extends Certificate> read(Path file) {
    try (var bytes = Files.newInputStream(file)) {
      var read = CertificateFactory.getInstance("X.509").generateCertificates(bytes);
      if (!read.isEmpty()) {
        return read;
      }
    } catch (CertificateException e) {
      throw new IllegalArgumentException(
          "%s: %s is not of certificates in PEM".formatted(PROPERTY, file), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s: the file %s cannot be read".formatted(PROPERTY, file), e);
    }
    throw new IllegalArgumentException("%s: %s has no certificate".formatted(PROPERTY, file));
  }

  /**
   * @param store null for Java's own
   */
  private static X509TrustManager manager(@Nullable KeyStore store)
      throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
