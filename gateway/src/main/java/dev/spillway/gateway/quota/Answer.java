package dev.spillway.gateway.quota;

import dev.spillway.gateway.tenancy.Scope;
import java.time.Duration;
import java.util.List;

/** What a ledger says to a claim, and what is left then, for each scope in order. */
sealed interface Answer {

  /** What is left. */
  List<Standing> standings();

  /** The claim is held until it is settled or its lease ends. */
  record Granted(List<Standing> standings) implements Answer {
    public Granted {
      standings = List.copyOf(standings);
    }
  }

  /**
   * Nothing is held.
   *
   * @param scope whose limit it is
   * @param backoff when it is worth to try again
   */
  record Refused(Reason reason, Scope scope, Duration backoff, List<Standing> standings)
      implements Answer {
    public Refused {
      standings = List.copyOf(standings);
    }
  }
}
