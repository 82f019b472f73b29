package dev.spillway.gateway.admin;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Sees what was done before the gateway started. */
@Singleton
final class StartWitness {
  private int asked;

  void onStart(@Observes @Priority(1) StartupEvent event) {
    asked = Issuer.asked();
  }

  /** How often the issuer had been asked until then. */
  int asked() {
    return asked;
  }
}
