package dev.spillway.gateway.config;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Tells Quarkus that there is an issuer of tokens where {@link OidcConfig#issuer} names one. */
public final class OidcSwitch implements ConfigSourceFactory {
  /** Above the properties of an application, below the environment. */
  private static final int ORDINAL = 275;

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    var issuer = context.getValue("spillway.gateway.oidc.issuer");
    var named = issuer != null && issuer.getValue() != null && !issuer.getValue().isBlank();
    return List.of(
        new PropertiesConfigSource(
            Map.of("quarkus.oidc.tenant-enabled", Boolean.toString(named)),
            "spillway issuer of tokens",
            ORDINAL));
  }
}
