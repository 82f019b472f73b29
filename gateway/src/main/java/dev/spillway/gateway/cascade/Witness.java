package dev.spillway.gateway.cascade;

/** Hears of every request whose answer was committed, once, when it is over. */
public interface Witness {

  /** Called on the request's loop: must not wait and must not fail. */
  void answered(Trail trail);
}
