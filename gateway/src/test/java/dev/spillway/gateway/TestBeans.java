package dev.spillway.gateway;

import dev.spillway.testkit.StubWorker;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** Workers that say what a test tells them. */
@Singleton
public class TestBeans {
  @Produces
  @Singleton
  @Named("small")
  StubWorker small() {
    return new StubWorker("stub-small", "demo-small");
  }

  @Produces
  @Singleton
  @Named("large")
  StubWorker large() {
    return new StubWorker("stub-large", "demo-large");
  }
}
