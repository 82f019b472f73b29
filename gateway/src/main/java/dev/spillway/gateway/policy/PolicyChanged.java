package dev.spillway.gateway.policy;

/**
 * What became of a change.
 *
 * @param revision the version that the policy has now
 * @param added whether the change made that version
 */
public record PolicyChanged(PolicyRevision revision, boolean added) {

  /** Whether there was no policy of this name before. */
  public boolean created() {
    return added && revision.version() == 1;
  }
}
