package dev.spillway.worker.server;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Tells Quarkus' server what {@link PortTlsConfig} says: with a certificate the one port speaks TLS
 * alone. That a client may show a certificate is fixed when the program is built; that it must is
 * {@link WorkerGrpcServer}'s affair.
 */
public final class WorkerTls implements ConfigSourceFactory {
  /** Above the properties of an application, below the environment. */
  private static final int ORDINAL = 275;

  private static final String PREFIX = "spillway.worker.tls.";
  private static final String TLS = "quarkus.tls.spillway-worker.";

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    return List.of(
        new PropertiesConfigSource(settings(context), "spillway worker's certificate", ORDINAL));
  }

  private static Map<String, String> settings(ConfigSourceContext context) {
    var settings = new HashMap<String, String>();
    var certificate = value(context, PREFIX + "certificate");
    // Where the worker is called in its own process the port is another's.
    if (certificate.isPresent()
        && value(context, "spillway.worker.grpc").filter("false"::equals).isEmpty()) {
      settings.put(TLS + "key-store.pem.worker.cert", certificate.get());
      value(context, PREFIX + "key")
          .ifPresent(key -> settings.put(TLS + "key-store.pem.worker.key", key));
      value(context, PREFIX + "client-ca")
          .ifPresent(authority -> settings.put(TLS + "trust-store.pem.certs", authority));
      settings.put(TLS + "reload-period", value(context, PREFIX + "reload").orElse("1m"));
      settings.put("quarkus.http.tls-configuration-name", "spillway-worker");
      settings.put("quarkus.http.insecure-requests", "disabled");
      settings.put("quarkus.http.ssl-port", "${quarkus.http.port}");
      settings.put("quarkus.http.test-ssl-port", "${quarkus.http.test-port}");
    }
    return settings;
  }

  private static Optional<String> value(ConfigSourceContext context, String name) {
    return Optional.ofNullable(context.getValue(name))
        .map(ConfigValue::getValue)
        .filter(text -> !text.isBlank());
  }
}
