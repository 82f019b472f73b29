package dev.spillway.router.policy;

/**
 * Which answers are judged behind their clients' backs, and by whom.
 *
 * @param share of the answers, from 0 to 1
 * @param tier that judges
 */
public record Judging(double share, String tier) {

  /**
   * @throws dev.spillway.contracts.error.SpillwayException naming the field
   */
  public Judging {
    Conduct.share("judge.share", share);
  }
}
