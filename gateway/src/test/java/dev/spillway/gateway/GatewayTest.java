package dev.spillway.gateway;

import dev.spillway.testkit.StoresResource;
import dev.spillway.testkit.StubWorker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;

/** The whole gateway, with stub workers for both tiers. */
@WithTestResource(StoresResource.class)
public abstract class GatewayTest {
  // Quarkus sets it before the first test.
  @SuppressWarnings("NullAway.Init")
  @TestHTTPResource
  public URI base;

  @Inject
  @Named("small")
  public StubWorker small;

  @Inject
  @Named("large")
  public StubWorker large;

  @BeforeEach
  void forgetCalls() {
    small.reset();
    large.reset();
  }

  protected static String request(String model, String more) {
    return """
    {"model":"%s","messages":[{"role":"user","content":"Hi"}]%s}"""
        .formatted(model, more);
  }

  protected HttpBytes post(String body) throws IOException {
    return new HttpBytes(base).post("/v1/chat/completions", body);
  }
}
