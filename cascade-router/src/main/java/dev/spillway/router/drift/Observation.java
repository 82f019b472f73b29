package dev.spillway.router.drift;

/** One thing that was seen of a policy that is watched. */
public sealed interface Observation {

  /**
   * A request was answered by the rule of the policy.
   *
   * @param before whether before the last tier
   */
  record Answered(boolean before) implements Observation {}

  /**
   * An answer that was given before the last tier was labelled.
   *
   * @param confidence that the policy had in it
   * @param quality that it turned out to have
   */
  record Labelled(double confidence, double quality) implements Observation {}
}
