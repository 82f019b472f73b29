package dev.spillway.gateway.decision;

/** Hears of what clients say of answers, once it is kept; of each answer once. */
public interface LabelListener {

  /** Called on any thread: must not wait and must not fail. */
  void labelled(String requestId, double quality);
}
