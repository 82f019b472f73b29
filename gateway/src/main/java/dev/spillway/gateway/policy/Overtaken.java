package dev.spillway.gateway.policy;

/**
 * Another writer of the same row was faster. Nothing was written; who is told so reads again and
 * decides anew.
 */
public final class Overtaken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Overtaken() {
    super("another writer was faster", null, false, false);
  }
}
