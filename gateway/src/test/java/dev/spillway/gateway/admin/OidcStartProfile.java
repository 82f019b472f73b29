package dev.spillway.gateway.admin;

import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.testkit.StoresResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** A gateway that starts while the issuer of its tokens is silent, with roles of its own names. */
public final class OidcStartProfile implements QuarkusTestProfile {
  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(
        new TestResourceEntry(StoresResource.class), new TestResourceEntry(SilentIssuer.class));
  }

  /** Takes connections from before the start. */
  public static final class SilentIssuer implements QuarkusTestResourceLifecycleManager {
    private final Issuer issuer = new Issuer();

    @Override
    public Map<String, String> start() {
      issuer.open(Issuer.Manner.SILENT);
      return Map.of(
          "spillway.gateway.admin-key", StoresProfile.ADMIN_KEY,
          "spillway.gateway.admin-failures-per-minute", "0",
          "spillway.gateway.oidc.issuer", issuer.address(),
          "spillway.gateway.oidc.timeout", "500ms",
          "spillway.gateway.oidc.audience", "gateways",
          "spillway.gateway.oidc.roles-claim", "realm_access/roles",
          "spillway.gateway.oidc.admin-role", "owner",
          "spillway.gateway.oidc.viewer-role", "guest");
    }

    @Override
    public void inject(TestInjector injector) {
      injector.injectIntoFields(issuer, field -> field.getType() == Issuer.class);
    }

    @Override
    public void stop() {
      issuer.open(Issuer.Manner.RIGHT);
    }
  }
}
