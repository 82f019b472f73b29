package dev.spillway.gateway.admin;

import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.testkit.StoresResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** A gateway that starts while the issuer of its tokens is away. */
public final class OidcProfile implements QuarkusTestProfile {
  /** Without a valid key or token; in a minute. */
  static final int FAILURES = 60;

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(
        new TestResourceEntry(StoresResource.class), new TestResourceEntry(IssuerAway.class));
  }

  /** Keeps an address for an issuer that is not there. */
  public static final class IssuerAway implements QuarkusTestResourceLifecycleManager {
    private final Issuer issuer = new Issuer();

    @Override
    public Map<String, String> start() {
      return Map.of(
          "spillway.gateway.admin-key",
          StoresProfile.ADMIN_KEY,
          "spillway.gateway.admin-failures-per-minute",
          String.valueOf(FAILURES),
          "spillway.gateway.oidc.issuer",
          issuer.address());
    }

    @Override
    public void inject(TestInjector injector) {
      injector.injectIntoFields(issuer, field -> field.getType() == Issuer.class);
    }

    @Override
    public void stop() {}
  }
}
